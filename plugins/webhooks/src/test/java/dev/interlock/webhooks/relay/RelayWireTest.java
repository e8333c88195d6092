package dev.interlock.webhooks.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.webhooks.relay.RelayHost.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The forwarder's wire: calls, statuses, fields, and what arrives.
class RelayWireTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final Responder responder = Responder.start();
  private RelayHost host;

  @BeforeEach
  void start() {
    host = RelayHost.start(folder);
    responder.always(Reply.status(200));
  }

  @AfterEach
  void close() {
    host.close();
    responder.close();
  }

  @Test
  void aDestinationIsMadeShownChangedAndRemoved() throws Exception {
    Answer made = host.post("/destinations", "{\"url\":\"  http://example.com/in \"}");

    assertThat(made.status()).isEqualTo(201);
    long id = made.json().path("id").asLong();
    assertThat(made.json().path("id").isIntegralNumber()).isTrue();
    String body =
        "{\"id\":%d,\"url\":\"http://example.com/in\",\"_links\":{\"self\":{\"href\":\"/destinations/%d\"}}}"
            .formatted(id, id);
    assertThat(made.http().body()).isEqualTo(body);
    assertThat(made.header("Location")).isEqualTo("/destinations/" + id);
    assertThat(host.get("/destinations/" + id).http().body()).isEqualTo(body);
    assertThat(host.get("/destinations").http().body()).isEqualTo("[" + body + "]");

    String changed = body.replace("/in\"", "/out\"");
    Answer put = host.call("PUT", "/destinations/" + id, "{\"url\":\"http://example.com/out\"}");
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.http().body()).isEqualTo(changed);
    Answer patched = host.call("PATCH", "/destinations/" + id, "{}");
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.http().body()).isEqualTo(changed);
    Answer again = host.call("PATCH", "/destinations/" + id, "{\"url\":\"http://example.com/in\"}");
    assertThat(again.http().body()).isEqualTo(body);

    assertThat(host.call("DELETE", "/destinations/" + id, "").status()).isEqualTo(204);
    assertThat(host.call("DELETE", "/destinations/" + id, "").status()).isEqualTo(204);
    assertThat(host.get("/destinations/" + id).status()).isEqualTo(404);
    assertThat(
            host.post("/destinations", "{\"url\":\"http://example.com/\"}")
                .json()
                .path("id")
                .asLong())
        .as("an id is not given out twice")
        .isGreaterThan(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|Please inform a destination URL.",
        "{\"url\":null}|Please inform a destination URL.",
        "{\"url\":\"  \"}|Please inform a destination URL.",
        "{\"url\":\"example.com\"}|Please inform a valid URL.",
        "{\"url\":\"ftp://example.com/\"}|Please inform a valid URL.",
        "{\"url\":\"http://\"}|Please inform a valid URL.",
        "{\"url\":\"http://exa mple.com/\"}|Please inform a valid URL.",
        "{\"url\":{}}|This value is not valid.",
        "{\"url\":7}|Please inform a valid URL.",
      })
  void refusesWhatIsNoUrl(String body, String message) throws Exception {
    Answer refused = host.post("/destinations", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.http().body())
        .isEqualTo(
            "{\"status\":400,\"type\":\"validation_error\",\"title\":\"There was a validation"
                + " error\",\"errors\":{\"url\":[\""
                + message
                + "\"]}}");
  }

  @Test
  void aUrlHasAtMost255Characters() throws Exception {
    String url = "http://example.com/" + "x".repeat(255 - 19);

    assertThat(host.post("/destinations", "{\"url\":\"" + url + "\"}").status()).isEqualTo(201);
    Answer refused = host.post("/destinations", "{\"url\":\"" + url + "x\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/errors/url/0").asString()).contains("255");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1/",
        "http://192.168.1.7:8080/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://[fd00::1]/",
        "http://0x7f.1/",
        "http://user:password@example.com/",
      })
  void refusesPrivateAddressesAtRegistration(String url) throws Exception {
    Answer refused = host.post("/destinations", "{\"url\":\"" + url + "\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("type").asString()).isEqualTo("validation_error");
    assertThat(refused.json().at("/errors/url/0").asString())
        .startsWith("Please inform a valid URL.");
    assertThat(host.get("/destinations").http().body()).isEqualTo("[]");
  }

  @Test
  void aPrivateAddressIsRefusedWithTheLineThatWouldAllowIt() throws Exception {
    assertThat(
            host.post("/destinations", "{\"url\":\"http://10.0.3.7/\"}")
                .json()
                .at("/errors/url/0")
                .asString())
        .endsWith("10.0.3.7 is refused, private; to allow it: egress: {allow: [10.0.3.7/32]}");
  }

  @Test
  void refusesUnknownFields() throws Exception {
    Answer destination =
        host.post("/destinations", "{\"url\":\"http://example.com/\",\"name\":\"x\"}");
    assertThat(destination.status()).isEqualTo(400);
    assertThat(destination.json().at("/errors/name/0").asString())
        .isEqualTo("This form should not contain extra fields.");

    long id = host.destination(responder.url("/"));
    Answer message =
        host.post(
            "/messages",
            "{\"destination\":%d,\"contentType\":\"a/b\",\"msgBody\":\"x\",\"id\":4}"
                .formatted(id));
    assertThat(message.status()).isEqualTo(400);
    assertThat(message.json().path("errors").propertyNames()).containsExactly("id");
    Answer patch = host.call("PATCH", "/destinations/" + id, "{\"urls\":1}");
    assertThat(patch.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "\"x\"", "{\"url\":}", "{} {}"})
  void refusesWhatIsNoJsonObject(String body) throws Exception {
    String id = "/destinations/" + host.destination(responder.url("/"));
    for (Answer refused :
        List.of(
            host.post("/destinations", body),
            host.post("/messages", body),
            host.call("PUT", id, body),
            host.call("PATCH", id, body))) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(refused.http().body())
          .isEqualTo(
              "{\"status\":400,\"type\":\"invalid_body_format\",\"title\":\"Invalid JSON format"
                  + " sent\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /destinations/0, destination, 0",
    "PUT, /destinations/77, destination, 77",
    "PATCH, /destinations/77, destination, 77",
    "GET, /destinations/x%22, destination, x\\\"",
    "GET, /destinations/99999999999999999999, destination, 99999999999999999999",
    "GET, /messages/0, message, 0",
    "GET, /messages/abc, message, abc",
  })
  void saysWhatIsNotThere(String method, String path, String what, String id) throws Exception {
    Answer answer = host.call(method, path, method.equals("GET") ? "" : "{}");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.http().body())
        .isEqualTo(
            "{\"status\":404,\"type\":\"about:blank\",\"title\":\"Not Found\",\"detail\":\"No "
                + what
                + " found with id \\\""
                + id
                + "\\\"\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/destinations/0",
        "/destinations/x",
        "/destinations/99999999999999999999",
        "/messages/0",
        "/messages/x"
      })
  void deletingIsAlways204(String path) throws Exception {
    Answer answer = host.call("DELETE", path, "");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.http().body()).isEmpty();
  }

  @Test
  void aMessageIsShownWhileItIsQueuedAndForwardedVerbatim() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    responder.next(new Reply.Held(release, Reply.status(200)));
    long destination = host.destination(responder.url("/in?a=b#part"));
    String text = " {\"größe\": \"\uD83D\uDE00\", \"n\": 12345678901234567890}\n";

    Answer made = host.message(destination, " application/x-odd; a=\"b c\" ", text);

    assertThat(made.status()).isEqualTo(201);
    long id = made.json().path("id").asLong();
    assertThat(made.header("Location")).isEqualTo("/messages/" + id);
    assertThat(made.json().propertyNames())
        .containsExactly("id", "destination", "contentType", "msgBody", "createdAt", "_links");
    assertThat(made.json().path("destination"))
        .isEqualTo(host.get("/destinations/" + destination).json());
    assertThat(made.json().path("contentType").asString())
        .isEqualTo("application/x-odd; a=\"b c\"");
    assertThat(made.json().path("msgBody").asString()).isEqualTo(text);
    assertThat(made.json().path("createdAt").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+0000");
    assertThat(made.json().at("/_links/self/href").asString()).isEqualTo("/messages/" + id);
    assertThat(host.get("/messages/" + id).json()).isEqualTo(made.json());
    assertThat(host.get("/messages").json().get(0)).isEqualTo(made.json());

    release.countDown();
    ReceivedRequest request = responder.take(SOON);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/in?a=b");
    assertThat(request.text()).isEqualTo(text);
    assertThat(request.headers("content-type")).containsExactly("application/x-odd; a=\"b c\"");
    assertThat(request.head().headers())
        .noneMatch(
            header -> header.name().toLowerCase(java.util.Locale.ROOT).contains("signature"));
    await().atMost(SOON).until(() -> host.get("/messages").http().body().equals("[]"));
    assertThat(host.get("/messages/" + id).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|destination,contentType,msgBody",
        "{'destination':ID,'contentType':'a/b'}|msgBody",
        "{'destination':ID,'contentType':'a/b','msgBody':null}|msgBody",
        "{'destination':ID,'contentType':'a/b','msgBody':' '}|msgBody",
        "{'destination':ID,'contentType':'a/b','msgBody':{}}|msgBody",
        "{'destination':ID,'contentType':'a/b','msgBody':'\\ud800'}|msgBody",
        "{'destination':ID,'msgBody':'x'}|contentType",
        "{'destination':ID,'contentType':'a\\r\\nX: y','msgBody':'x'}|contentType",
        "{'contentType':'a/b','msgBody':'x'}|destination",
        "{'destination':0,'contentType':'a/b','msgBody':'x'}|destination",
        "{'destination':'x','contentType':'a/b','msgBody':'x'}|destination",
        "{'destination':4711,'contentType':'a/b','msgBody':'x'}|destination",
      })
  void aMessageNeedsItsFields(String body, String fields) throws Exception {
    long id = host.destination(responder.url("/"));

    Answer refused = host.post("/messages", body.replace('\'', '"').replace("ID", "" + id));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("type").asString()).isEqualTo("validation_error");
    assertThat(refused.json().path("errors").propertyNames()).containsExactly(fields.split(","));
    assertThat(host.kept(id)).isEmpty();
  }

  @Test
  void aDestinationMayBeNamedByItsIdAsText() throws Exception {
    long id = host.destination(responder.url("/"));

    Answer made =
        host.post(
            "/messages",
            "{\"destination\":\"%d\",\"contentType\":\"a/b\",\"msgBody\":\"x\"}".formatted(id));

    assertThat(made.status()).isEqualTo(201);
    responder.take(SOON);
  }

  @Test
  void messagesGoOneAfterAnotherInTheirOrder() throws Exception {
    responder.next(Reply.status(500), Reply.status(200), Reply.status(503), Reply.status(204));
    long id = host.destination(responder.url("/"));

    for (int i = 0; i < 20; i++) {
      assertThat(host.message(id, "m" + i).status()).isEqualTo(201);
    }

    await().atMost(SOON).until(() -> responder.requests().size() >= 23);
    assertThat(responder.requests().stream().map(ReceivedRequest::text).distinct())
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "m" + i).toList());
    assertThat(responder.requests().stream().map(ReceivedRequest::text).limit(5))
        .as("only 200 succeeds")
        .containsExactly("m0", "m0", "m1", "m1", "m1");
  }

  @Test
  void theListHasPages() throws Exception {
    responder.always(new Reply.Silent());
    long id = host.destination(responder.url("/"));
    for (int i = 0; i < 120; i++) {
      host.message(id, "m" + i);
    }

    Answer all = host.get("/messages");
    Answer first = host.get("/messages?limit=70");
    String next = first.header("Link");
    Answer second = host.get(next.substring(1, next.indexOf('>')));

    assertThat(all.json()).hasSize(120);
    assertThat(all.header("Link")).isEmpty();
    assertThat(first.json()).hasSize(70);
    assertThat(second.json()).hasSize(50);
    assertThat(second.header("Link")).isEmpty();
    assertThat(second.json().get(49).path("msgBody").asString()).isEqualTo("m119");
    assertThat(host.get("/messages?limit=x").status()).isEqualTo(400);
  }

  @Test
  void aRemovedDestinationTakesItsMessagesWithIt() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    responder.next(new Reply.Held(release, Reply.status(500)));
    long gone = host.destination(responder.url("/gone"));
    long stays = host.destination(responder.url("/stays"));
    host.message(gone, "a");
    host.message(gone, "b");
    responder.take(SOON);

    assertThat(host.call("DELETE", "/destinations/" + gone, "").status()).isEqualTo(204);

    assertThat(host.get("/messages").http().body()).isEqualTo("[]");
    assertThat(host.message(gone, "c").status()).isEqualTo(400);
    release.countDown();
    host.message(stays, "d");
    assertThat(responder.take(SOON).text()).isEqualTo("d");
    assertThat(host.kept(gone)).isEmpty();
    assertThat(responder.requests()).hasSize(2);
  }

  @Test
  void aChangedUrlCountsFromTheNextTryOn() throws Exception {
    responder.next(Reply.status(500));
    long id = host.destination(responder.url("/old"));
    host.message(id, "a");
    responder.take(SOON);

    host.call("PUT", "/destinations/" + id, "{\"url\":\"" + responder.url("/new") + "\"}");

    assertThat(responder.take(SOON).target()).isEqualTo("/new");
  }

  @Test
  void theMethodIsTheRequestsOwn() throws Exception {
    long id = host.destination(responder.url("/"));

    Answer refused = host.call("POST", "/destinations", "{}", "X-HTTP-Method-Override", "DELETE");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("detail").asString()).contains("X-HTTP-Method-Override");
    assertThat(host.get("/destinations/" + id).status()).isEqualTo(200);
    assertThat(host.post("/destinations/" + id, "{}").status()).isEqualTo(405);
  }

  @Test
  void theContentTypeOfARequestDoesNotMatter() throws Exception {
    Answer made =
        host.call(
            "POST",
            "/destinations",
            "{\"url\":\"http://example.com/\"}",
            "Content-Type",
            "text/plain");

    assertThat(made.status()).isEqualTo(201);
  }

  @Test
  void thereIsAPageForPeople() throws Exception {
    Answer page = host.get("/doc");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
    assertThat(page.http().body()).contains("/destinations", "/messages");
  }
}
