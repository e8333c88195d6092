package dev.interlock.webhooks.route;

import static dev.interlock.webhooks.route.ApiHost.delivery;
import static dev.interlock.webhooks.route.ApiHost.terms;
import static dev.interlock.webhooks.route.ApiHost.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.webhooks.request.DeliveryId;
import dev.interlock.webhooks.route.ApiHost.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The `/v1` delivery API over real sockets: postmand's calls, field by field, and what lies
/// beyond.
class DeliveryApiTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";
  private static final String PAYLOAD = "{\"success\": true}";

  @TempDir private Path folder;
  private final Responder responder = Responder.start();
  private ApiHost host;

  /// What stands in the file: SQLite, and loopback may be reached.
  String file() {
    return ApiHost.ALLOW_LOOPBACK;
  }

  @BeforeEach
  void start() {
    responder.always(Reply.status(200));
    host = new ApiHost(folder, file());
  }

  @AfterEach
  void close() {
    host.close();
    responder.close();
  }

  String call(String path) throws Exception {
    return host.get(path).http().body();
  }

  private String registered() throws Exception {
    return host.register(terms(responder.url("/post")));
  }

  private static String hub(String secret, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }

  private Answer awaitStatus(String delivery, String status) {
    return await()
        .atMost(SOON)
        .until(() -> host.get("/v1/deliveries/" + delivery), a -> a.text("status").equals(status));
  }

  private JsonNode attempts(String delivery) throws Exception {
    return host.get("/v1/delivery-attempts?delivery_id=" + delivery)
        .json()
        .path("delivery_attempts");
  }

  @Test
  void theReadmesWalkThroughAnswersFieldByField() throws Exception {
    Answer made = host.post("/v1/webhooks", terms(responder.url("/post")).toString());
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    assertThat(made.json().propertyNames())
        .startsWith(
            "id",
            "name",
            "url",
            "content_type",
            "valid_status_codes",
            "secret_token",
            "active",
            "max_delivery_attempts",
            "delivery_attempt_timeout",
            "retry_min_backoff",
            "retry_max_backoff",
            "created_at",
            "updated_at");
    assertThat(made.text("secret_token")).isEqualTo("********");
    assertThat(made.text("created_at")).matches(TIME).isEqualTo(made.text("updated_at"));
    assertThat(made.json().path("valid_status_codes").toString()).isEqualTo("[200,201]");
    String webhook = made.text("id");

    Answer accepted = host.post("/v1/deliveries", delivery(webhook, PAYLOAD));
    assertThat(accepted.status()).isEqualTo(201);
    assertThat(accepted.json().propertyNames())
        .startsWith(
            "id",
            "webhook_id",
            "payload",
            "scheduled_at",
            "delivery_attempts",
            "status",
            "created_at",
            "updated_at");
    assertThat(accepted.text("status")).isEqualTo("pending");
    assertThat(accepted.json().path("delivery_attempts").asInt()).isZero();
    String id = accepted.text("id");

    ReceivedRequest request = responder.take(SOON);
    assertThat(request.text()).isEqualTo(PAYLOAD);
    assertThat(request.header("Content-Type")).hasValue("application/json");
    assertThat(request.header("X-Hub-Signature")).hasValue(hub("my-secret-token", PAYLOAD));
    assertThat(request.header("webhook-id")).hasValue(id);

    Answer done = awaitStatus(id, "succeeded");
    assertThat(done.text("payload")).isEqualTo(PAYLOAD);
    assertThat(done.json().path("delivery_attempts").asInt()).isEqualTo(1);
    assertThat(done.text("scheduled_at")).matches(TIME);
    assertThat(done.text("created_at")).isEqualTo(accepted.text("created_at"));
    JsonNode listed = host.get("/v1/deliveries?webhook_id=" + webhook).json();
    assertThat(listed.at("/deliveries/0/id").asString()).isEqualTo(id);
    assertThat(listed.path("limit").asInt()).isEqualTo(50);
    assertThat(listed.path("offset").asInt()).isZero();
    JsonNode attempt = attempts(id).get(0);
    assertThat(attempt.propertyNames())
        .startsWith(
            "id",
            "webhook_id",
            "delivery_id",
            "raw_request",
            "raw_response",
            "response_status_code",
            "execution_duration",
            "success",
            "error",
            "created_at");
    assertThat(attempt.path("raw_request").asString())
        .startsWith("POST /post HTTP/1.1\r\nHost: 127.0.0.1:" + responder.port())
        .contains("X-Hub-Signature: REDACTED")
        .endsWith("\r\n\r\n" + PAYLOAD);
    assertThat(attempt.path("response_status_code").asInt()).isEqualTo(200);
    assertThat(attempt.path("success").asBoolean()).isTrue();
    assertThat(attempt.path("error").asString()).isEmpty();
    assertThat(attempt.path("webhook_id").asString()).isEqualTo(webhook);
    assertThat(host.get("/v1/delivery-attempts/" + attempt.path("id").asString()).json())
        .isEqualTo(attempt);
  }

  @Test
  void activeIsFalseByDefaultAndWhatIsDeliveredThenWaits() throws Exception {
    var inactive = terms(responder.url("/post"));
    inactive.remove("active");
    String webhook = host.register(inactive);
    assertThat(host.get("/v1/webhooks/" + webhook).json().path("active").asBoolean()).isFalse();
    String id = host.deliver(webhook, PAYLOAD);

    assertThat(host.get("/v1/deliveries/" + id).text("status")).isEqualTo("pending");
    assertThat(responder.requests()).isEmpty();
    assertThat(
            host.send("PUT", "/v1/webhooks/" + webhook, terms(responder.url("/post")).toString())
                .status())
        .isEqualTo(200);
    awaitStatus(id, "succeeded");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /v1/webhooks/nonsense                             |      | 404 | 2",
        "GET    | /v1/webhooks/11111111-1111-4111-8111-111111111111 |      | 404 | 5",
        "PUT    | /v1/webhooks/11111111-1111-4111-8111-111111111111 | GOOD | 404 | 5",
        "DELETE | /v1/webhooks/nonsense                             |      | 404 | 2",
        "DELETE | /v1/webhooks/11111111-1111-4111-8111-111111111111 |      | 204 | 0",
        "GET    | /v1/deliveries/nonsense                           |      | 404 | 2",
        "GET    | /v1/deliveries/11111111-1111-4111-8111-111111111111 |    | 404 | 6",
        "DELETE | /v1/deliveries/11111111-1111-4111-8111-111111111111 |    | 204 | 0",
        "GET    | /v1/delivery-attempts/11111111-1111-4111-8111-111111111111 || 404 | 7",
        "POST   | /v1/webhooks                                      | {    | 400 | 3",
        "POST   | /v1/webhooks                                      | {} x | 400 | 3",
        "POST   | /v1/webhooks                                      | {\"active\":\"yes\"} | 400 |"
            + " 3",
        "POST   | /v1/webhooks                                      | {}   | 400 | 4",
        "POST   | /v1/deliveries                                    | {\"webhook_id\":\"x\"} | 400"
            + " | 3",
        "POST   | /v1/deliveries                                    | {}   | 400 | 4",
        "POST   | /v1/deliveries | {\"webhook_id\":\"11111111-1111-4111-8111-111111111111\"} | 404"
            + " | 5",
        "POST   | /v1/deliveries/11111111-1111-4111-8111-111111111111/retry | | 404 | 6",
      })
  void whatCantBeDoneIsAnsweredOnceWithItsCode(
      String method, String path, String body, int status, int code) throws Exception {
    String sent =
        body == null ? "" : body.equals("GOOD") ? terms(responder.url("/")).toString() : body;
    Answer answer = host.send(method, path, sent);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().path("code").asInt(0)).isEqualTo(code);
    if (status == 204) {
      assertThat(answer.http().body()).isEmpty();
    }
  }

  @Test
  void everythingWrongIsSaidInOneSentence() throws Exception {
    assertThat(host.post("/v1/webhooks", "{}").http().body())
        .isEqualTo(
            "{\"code\":4,\"message\":\"request validation failed\",\"details\":\"content_type:"
                + " cannot be blank; delivery_attempt_timeout: cannot be blank;"
                + " max_delivery_attempts: cannot be blank; name: cannot be blank;"
                + " retry_max_backoff: cannot be blank; retry_min_backoff: cannot be blank; url:"
                + " cannot be blank; valid_status_codes: cannot be blank.\"}");
    assertThat(host.post("/v1/webhooks", "{").http().body())
        .isEqualTo("{\"code\":3,\"message\":\"malformed request body\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://example.com/x", "example.com/x", "http://user:pw@example.com/", "http://"})
  void aUrlIsHttpWithAHost(String url) throws Exception {
    Answer answer =
        host.post("/v1/webhooks", terms(URI.create("http://e.example")).put("url", url).toString());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("details")).startsWith("url: must be a valid URL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://10.0.0.1/", "http://169.254.169.254/latest", "http://[::ffff:10.0.0.1]/"})
  void aPrivateAddressIsRefusedAtRegistration(String url) throws Exception {
    Answer answer = host.post("/v1/webhooks", terms(URI.create(url)).toString());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("code").asInt()).isEqualTo(4);
    assertThat(answer.text("details"))
        .startsWith("url: ")
        .contains("; to allow it: egress: {allow: [")
        .doesNotContain("allow_private");
  }

  @Test
  void aBodyThatIsNoJsonTypeIsRefusedWithAnEmpty415AndEveryReplyIsProtected() throws Exception {
    Answer refused =
        host.call(host.api(), "POST", "/v1/webhooks", "{}", "Content-Type", "text/plain");

    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.http().body()).isEmpty();
    for (Answer answer :
        List.of(refused, host.get("/v1/webhooks/"), host.get("/v1/deliveries/x"))) {
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-XSS-Protection")).isEqualTo("1; mode=block");
      assertThat(answer.header("Content-Security-Policy")).isEqualTo("frame-ancestors 'none'");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/deliveries?limit=ten",
        "/v1/deliveries?offset=-1",
        "/v1/deliveries?status=done",
        "/v1/deliveries?webhook_id=1",
        "/v1/deliveries?created_at.gt=yesterday",
        "/v1/deliveries?cursor=x",
        "/v1/webhooks?active=2",
        "/v1/delivery-attempts?success=maybe",
      })
  void aMalformedFilterIsAnErrorAndNeverDropsTheOthers(String path) throws Exception {
    Answer answer = host.get(path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("code").asInt()).isEqualTo(4);
  }

  @Test
  void listsTakeLimitsOffsetsCursorsAndTimes() throws Exception {
    String webhook = registered();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.addFirst(host.deliver(webhook, "{\"n\":" + i + "}"));
    }
    String of = "/v1/deliveries?webhook_id=" + webhook;

    assertThat(idsOf(host.get(of))).isEqualTo(ids);
    assertThat(idsOf(host.get(of + "&limit=2&offset=1"))).isEqualTo(ids.subList(1, 3));
    assertThat(host.get(of + "&limit=-1").json().path("limit").asInt()).isEqualTo(1000);
    assertThat(host.get(of + "&limit=0").json().path("limit").asInt()).isEqualTo(50);
    Answer first = host.get(of + "&limit=3");
    Answer rest = host.get(of + "&limit=3&cursor=" + first.text("next_cursor"));
    assertThat(idsOf(rest)).isEqualTo(ids.subList(3, 5));
    assertThat(rest.json().has("next_cursor")).isFalse();
    String third = host.get("/v1/deliveries/" + ids.get(2)).text("created_at");
    assertThat(idsOf(host.get(of + "&created_at.gt=" + third))).isEqualTo(ids.subList(0, 2));
    assertThat(idsOf(host.get(of + "&created_at.gte=" + third))).isEqualTo(ids.subList(0, 3));
    assertThat(idsOf(host.get(of + "&created_at.lt=" + third))).isEqualTo(ids.subList(3, 5));
    assertThat(idsOf(host.get(of + "&created_at.lte=" + third))).isEqualTo(ids.subList(2, 5));
    ids.forEach(id -> awaitStatus(id, "succeeded"));
    assertThat(idsOf(host.get(of + "&status=succeeded"))).hasSize(5);
    assertThat(idsOf(host.get(of + "&status=failed"))).isEmpty();
    assertThat(idsOf(host.get("/v1/deliveries?webhook_id=" + unknown()))).isEmpty();
    assertThat(
            host.get("/v1/delivery-attempts?success=true&webhook_id=" + webhook)
                .json()
                .path("delivery_attempts"))
        .hasSize(5);
  }

  private static List<String> idsOf(Answer page) {
    List<String> ids = new ArrayList<>();
    page.json().path("deliveries").forEach(each -> ids.add(each.path("id").asString()));
    return ids;
  }

  @Test
  void everyUnsuccessfulStatusIsTriedToItsMaximumWithTheFormula() throws Exception {
    responder.always(Reply.status(410));
    String webhook =
        host.register(
            terms(responder.url("/gone"))
                .put("max_delivery_attempts", 3)
                .put("retry_min_backoff", 1)
                .put("retry_max_backoff", 1));
    String id = host.deliver(webhook, PAYLOAD);

    Answer failed = awaitStatus(id, "failed");
    assertThat(failed.json().path("delivery_attempts").asInt()).isEqualTo(3);
    assertThat(attempts(id)).hasSize(3);
    assertThat(host.get("/v1/webhooks/" + webhook).json().path("active").asBoolean()).isTrue();
  }

  @Test
  void aReplyThatIsNoTextPoisonsNothing() throws Exception {
    responder.always(
        new Reply.Answer(200, List.of(), new byte[] {(byte) 0xff, 0, (byte) 0xfe, 'x'}));
    String webhook = registered();
    String id = host.deliver(webhook, "a\0b");

    awaitStatus(id, "succeeded");
    // Only the operator's permission opened the address: what it answered is nobody else's to read.
    assertThat(attempts(id).get(0).path("raw_response").asString()).isEmpty();
    assertThat(host.get("/v1/deliveries/" + id).text("payload")).isEqualTo("a\0b");
    awaitStatus(host.deliver(webhook, "next"), "succeeded");
  }

  @Test
  void aSlowEndpointBlocksNeitherTheApiNorOthers() throws Exception {
    responder.always(new Reply.Silent());
    String slow = host.register(terms(responder.url("/slow")).put("delivery_attempt_timeout", 20));
    host.deliver(slow, PAYLOAD);
    responder.take(SOON);
    try (Responder quick = Responder.start()) {
      quick.always(Reply.status(200));
      String other = host.register(terms(quick.url("/quick")));

      host.deliver(slow, PAYLOAD);
      Answer put =
          host.send("PUT", "/v1/webhooks/" + slow, terms(responder.url("/slow")).toString());
      assertThat(put.status()).isEqualTo(200);
      awaitStatus(host.deliver(other, PAYLOAD), "succeeded");
    }
  }

  @Test
  void aRedirectIsNotFollowedAndNoReplyLeavesBothTextsEmpty() throws Exception {
    responder.always(Reply.status(302).header("Location", responder.url("/elsewhere").toString()));
    String webhook = host.register(terms(responder.url("/from")).put("max_delivery_attempts", 1));
    awaitStatus(host.deliver(webhook, PAYLOAD), "failed");
    assertThat(responder.requests()).hasSize(1);

    responder.refuse();
    String id = host.deliver(webhook, PAYLOAD);
    awaitStatus(id, "failed");
    JsonNode attempt = attempts(id).get(0);
    assertThat(attempt.path("raw_request").asString() + attempt.path("raw_response").asString())
        .isEmpty();
    assertThat(attempt.path("response_status_code").asInt()).isZero();
    assertThat(attempt.path("error").asString()).isNotEmpty();
  }

  @Test
  void whatTheServerDecidesIsIgnoredInARequest() throws Exception {
    String webhook = registered();
    Answer made =
        host.post(
            "/v1/deliveries",
            "{\"webhook_id\":\"%s\",\"payload\":\"x\",\"delivery_attempts\":99,\"status\":\"failed\",\"id\":\"%s\"}"
                .formatted(webhook, unknown()));

    assertThat(made.status()).isEqualTo(201);
    assertThat(awaitStatus(made.text("id"), "succeeded").json().path("delivery_attempts").asInt())
        .isEqualTo(1);
  }

  @Test
  void aSecretIsKeptMaskedReturnedOnRequestAndRemovable() throws Exception {
    String webhook = registered();
    String path = "/v1/webhooks/" + webhook;
    assertThat(
            host.send(
                    "PUT",
                    path,
                    terms(responder.url("/")).put("secret_token", "********").toString())
                .status())
        .isEqualTo(200);
    host.deliver(webhook, PAYLOAD);
    assertThat(responder.take(SOON).header("X-Hub-Signature"))
        .hasValue(hub("my-secret-token", PAYLOAD));
    assertThat(
            host.send(
                    "PUT",
                    path,
                    terms(responder.url("/"))
                        .put("secret_token", "********")
                        .put("return_secret", true)
                        .toString())
                .text("secret_token"))
        .isEqualTo("my-secret-token");
    assertThat(
            host.send("PUT", path, terms(responder.url("/")).put("secret_token", "").toString())
                .text("secret_token"))
        .isEmpty();
    host.deliver(webhook, PAYLOAD);
    assertThat(responder.take(SOON).header("X-Hub-Signature")).isEmpty();
  }

  @Test
  void oldAndNewSecretSignWhileItIsRotated() throws Exception {
    String webhook = registered();
    Answer rotated = host.post("/v1/webhooks/" + webhook + "/rotate-secret", "");
    assertThat(rotated.status()).isEqualTo(200);
    String secret = rotated.text("secret_token");
    assertThat(secret).hasSize(64);
    host.deliver(webhook, PAYLOAD);
    assertThat(responder.take(SOON).headers("X-Hub-Signature"))
        .containsExactly(hub(secret, PAYLOAD), hub("my-secret-token", PAYLOAD));

    host.post(
        "/v1/webhooks/" + webhook + "/rotate-secret", "{\"secret_token\":\"third\",\"overlap\":0}");
    host.deliver(webhook, PAYLOAD);
    assertThat(responder.take(SOON).headers("X-Hub-Signature"))
        .containsExactly(hub("third", PAYLOAD));
    assertThat(host.get("/v1/webhooks/" + webhook).text("secret_token")).isEqualTo("********");
  }

  @Test
  void deletingAWebhookTakesItsDeliveriesAlong() throws Exception {
    String webhook = registered();
    String id = host.deliver(webhook, PAYLOAD);
    awaitStatus(id, "succeeded");
    assertThat(host.send("DELETE", "/v1/webhooks/" + webhook + "/", "").status()).isEqualTo(204);

    assertThat(host.get("/v1/webhooks/" + webhook).json().path("code").asInt()).isEqualTo(5);
    assertThat(host.get("/v1/deliveries/" + id).status()).isEqualTo(404);
    assertThat(attempts(id)).isEmpty();
  }

  @Test
  void oneIdempotencyKeyIsOneDelivery() throws Exception {
    String webhook = registered();
    String body = delivery(webhook, PAYLOAD);
    Answer first = host.post("/v1/deliveries", body, "Idempotency-Key", "k1");
    Answer again = host.post("/v1/deliveries", body, "Idempotency-Key", "k1");

    assertThat(again.status()).isEqualTo(201);
    assertThat(host.get("/v1/deliveries/" + first.text("id")).text("created_at"))
        .isEqualTo(first.text("created_at"));
    assertThat(again.http().body()).isEqualTo(first.http().body());
    assertThat(
            host.post("/v1/deliveries", delivery(webhook, "other"), "Idempotency-Key", "k1")
                .status())
        .isEqualTo(422);
    assertThat(host.post("/v1/deliveries", body, "Idempotency-Key", "k2").text("id"))
        .isNotEqualTo(first.text("id"));
    Answer listed = host.get("/v1/deliveries?webhook_id=" + webhook);
    assertThat(listed.json().path("deliveries")).as(listed.http().body()).hasSize(2);
  }

  @Test
  void whatFailedIsRetriedAndRecovered() throws Exception {
    responder.always(Reply.status(500));
    String webhook = host.register(terms(responder.url("/")).put("max_delivery_attempts", 1));
    String one = host.deliver(webhook, "1");
    String two = host.deliver(webhook, "2");
    awaitStatus(one, "failed");
    awaitStatus(two, "failed");
    responder.always(Reply.status(201));

    assertThat(host.post("/v1/deliveries/" + one + "/retry", "").status()).isEqualTo(200);
    awaitStatus(one, "succeeded");
    Answer recovered =
        host.post("/v1/webhooks/" + webhook + "/recover", "{\"since\":\"2020-01-01T00:00:00Z\"}");
    assertThat(recovered.json().path("recovered").asInt()).isEqualTo(1);
    awaitStatus(two, "succeeded");
    JsonNode stats = host.get("/v1/webhooks/" + webhook + "/stats").json();
    assertThat(stats.at("/attempts/total").asInt()).isEqualTo(4);
    assertThat(stats.at("/attempts/failed").asInt()).isEqualTo(2);
    assertThat(stats.path("waiting").asInt()).isZero();
    assertThat(host.post("/v1/webhooks/" + webhook + "/recover", "{}").status()).isEqualTo(400);
  }

  @Test
  void pauseResumeAndTest() throws Exception {
    String webhook = registered();
    assertThat(
            host.post("/v1/webhooks/" + webhook + "/pause", "").json().path("active").asBoolean())
        .isFalse();
    String id = host.deliver(webhook, PAYLOAD);
    Answer test = host.post("/v1/webhooks/" + webhook + "/test", "{\"payload\":\"probe\"}");
    assertThat(test.json().path("ok").asBoolean()).isTrue();
    assertThat(responder.take(SOON).text()).isEqualTo("probe");
    assertThat(host.get("/v1/deliveries/" + id).text("status")).isEqualTo("pending");
    assertThat(
            host.post("/v1/webhooks/" + webhook + "/resume", "").json().path("active").asBoolean())
        .isTrue();
    awaitStatus(id, "succeeded");
  }

  @Test
  void webhooksAndWaitingDeliveriesOutliveTheHost() throws Exception {
    responder.always(Reply.status(500));
    String webhook = host.register(terms(responder.url("/")).put("retry_min_backoff", 1));
    String id = host.deliver(webhook, PAYLOAD);
    responder.take(SOON);
    host.close();
    responder.always(Reply.status(200));
    host = new ApiHost(folder, file());

    awaitStatus(id, "succeeded");
    assertThat(host.get("/v1/webhooks/" + webhook).text("name")).isEqualTo("Httpbin Post");
  }

  @Test
  void webhooksOfTheFileAreListedReadOnlyAndTakeDeliveries() throws Exception {
    host.close();
    host =
        new ApiHost(
            folder,
            file()
                + """
                webhooks:
                  - {name: zeta, events: after:check, url: 'URL', secret: s, delivery: durable}
                  - {name: memo, events: after:check, url: 'URL', secret: s}
                """
                    .replace("URL", responder.url("/file").toString()));
    registered();
    JsonNode listed = host.get("/v1/webhooks").json().path("webhooks");
    assertThat(listed.valueStream().map(each -> each.path("name").asString()))
        .containsExactly("Httpbin Post", "memo", "zeta");
    String zeta = DeliveryId.ofWebhook("zeta");
    assertThat(listed.get(2).path("id").asString()).isEqualTo(zeta);
    assertThat(listed.get(2).path("events").get(0).asString()).isEqualTo("after:check");
    Answer put = host.send("PUT", "/v1/webhooks/" + zeta, terms(responder.url("/")).toString());
    assertThat(put.status()).isEqualTo(409);
    assertThat(put.text("details")).contains("zeta", "file");
    assertThat(host.send("DELETE", "/v1/webhooks/" + zeta, "").status()).isEqualTo(409);

    String id = host.deliver(zeta, PAYLOAD);
    assertThat(responder.take(SOON).text()).isEqualTo(PAYLOAD);
    assertThat(awaitStatus(id, "succeeded").text("webhook_id")).isEqualTo(zeta);
    assertThat(host.post("/v1/deliveries", delivery(DeliveryId.ofWebhook("memo"), "x")).status())
        .isEqualTo(409);
  }

  @Test
  void postmandsPortsServeWithoutKeys() throws Exception {
    host.close();
    int[] ports = freePorts();
    host =
        new ApiHost(
            folder,
            file()
                + "http: {host: 127.0.0.1, port: 0, api_keys: [{name: ops, key:"
                + " 0123456789abcdef0123, scopes: [read, manage]}]}\n"
                + "webhooks: {compat: {postmand: {port: %d, health_port: %d, return_secret: true}}}\n"
                    .formatted(ports[0], ports[1]));
    URI api = URI.create("http://127.0.0.1:" + ports[0]);

    assertThat(host.get("/v1/webhooks").status()).isEqualTo(401);
    Answer made =
        host.call(
            api,
            "POST",
            "/v1/webhooks",
            terms(responder.url("/")).toString(),
            "Content-Type",
            "application/json");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("secret_token")).isEqualTo("my-secret-token");
    Answer document = host.call(api, "GET", "/swagger/doc.json", "");
    assertThat(document.json().path("paths").has("/v1/deliveries")).isTrue();
    Answer page = host.call(api, "GET", "/swagger/index.html", "");
    assertThat(page.http().body()).contains("/v1/deliveries");
    assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    Answer health = host.call(URI.create("http://127.0.0.1:" + ports[1]), "GET", "/healthz", "");
    assertThat(health.http().body()).isEqualTo("{\"success\":true}");
    assertThat(host.call(api, "GET", "/healthz", "").status()).isEqualTo(404);
  }

  private static int[] freePorts() throws Exception {
    try (var one = new java.net.ServerSocket(0);
        var two = new java.net.ServerSocket(0)) {
      return new int[] {one.getLocalPort(), two.getLocalPort()};
    }
  }

  @Test
  void theHostsDocumentDescribesEveryRoute() throws Exception {
    JsonNode paths = host.get("/openapi.json").json().path("paths");
    for (String path :
        List.of(
            "/v1/webhooks",
            "/v1/webhooks/{id}/rotate-secret",
            "/v1/deliveries/{id}/retry",
            "/v1/deliveries/{id}/cancel",
            "/v1/delivery-attempts/{id}",
            "/.well-known/jwks.json")) {
      assertThat(paths.has(path)).as(path).isTrue();
    }
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            assertThat(operation.getValue().path("responses").isEmpty())
                                .as(path.getKey())
                                .isFalse()));
  }
}
