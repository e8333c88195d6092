package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.Distribution.Ended;
import dev.interlock.testkit.PostgresServer;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `interlock migrate --from-postmand`: what postmand had is there with its ids, times and states,
/// and what waited is sent.
class FromPostmandIT {

  private static final String COMPAT =
      """
      http: {port: 0}
      egress: {allow: [127.0.0.0/8]}
      webhooks: {compat: {postmand: {port: 0, health_port: 0, auth: none}}}
      """;

  @TempDir private Path folder;
  private final Responder responder = Responder.start();
  private PostmandDatabase postmand;

  @BeforeEach
  void fill() throws Exception {
    responder.always(Reply.status(200));
    postmand = PostmandDatabase.filled(responder.url("/in"));
  }

  @AfterEach
  void close() {
    responder.close();
  }

  private void write(String file) throws IOException {
    Files.writeString(folder.resolve("webhooks.yaml"), file);
  }

  private Ended migrate(String url) throws Exception {
    return Distribution.built()
        .run(
            folder,
            Map.of("POSTMAND_DATABASE_URL", url),
            new byte[0],
            "migrate",
            "--from-postmand");
  }

  @Test
  void comesIntoASqliteFile() throws Exception {
    write(COMPAT + "store: {url: 'jdbc:sqlite:data/interlock.db'}\n");

    importedTwiceAndServed();
  }

  @Test
  void comesIntoAnotherPostgres() throws Exception {
    write(COMPAT + "store: {url: '" + PostgresServer.shared().newDatabase() + "'}\n");

    importedTwiceAndServed();
  }

  @Test
  void staysInItsOwnDatabaseWhereTheFileHasNoStore() throws Exception {
    write(COMPAT);

    importedTwiceAndServed();
    assertThat(folder.resolve("data")).doesNotExist();
  }

  private void importedTwiceAndServed() throws Exception {
    Ended first = migrate(postmand.url());
    assertThat(first.status()).as(first.errors()).isZero();
    int deliveries = PostmandDatabase.FINISHED + 3;
    int attempts = PostmandDatabase.FINISHED + 2;
    assertThat(first.output())
        .contains("from postmand: 3 webhooks imported, 0 there already")
        .contains("from postmand: " + deliveries + " deliveries imported, 0 there already")
        .contains("from postmand: " + attempts + " attempts imported, 0 there already")
        .contains("inactive: webhook \"Refused\" " + PostmandDatabase.REFUSED + ": 10.0.3.7")
        .contains("inactive: webhook \"Odd\" " + PostmandDatabase.ODD + ": url: no valid URL")
        .contains("to allow these addresses: egress: {allow: [10.0.3.7/32]}")
        .doesNotContain(PostmandDatabase.PASSWORD, "open sesame");

    Ended second = migrate(postmand.url());
    assertThat(second.status()).as(second.errors()).isZero();
    assertThat(second.output())
        .contains("from postmand: 0 webhooks imported, 3 there already")
        .contains("from postmand: 0 deliveries imported, " + deliveries + " there already")
        .contains("from postmand: 0 attempts imported, " + attempts + " there already");

    try (RunningInterlock interlock =
        RunningInterlock.run(folder, Map.of("POSTMAND_DATABASE_URL", postmand.url()))) {
      Api api = new Api(interlock.api());
      showsWebhooks(api);
      showsDeliveries(api);
      showsAttempts(api);
      sendsWhatWaited(api);
      assertThat(interlock.text()).doesNotContain(PostmandDatabase.PASSWORD);
    }
  }

  private static JsonNode get(Api api, String path) throws Exception {
    Api.Answer answer = api.get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static Instant time(JsonNode node, String field) {
    return Instant.parse(node.path(field).asString());
  }

  private static void showsWebhooks(Api api) throws Exception {
    JsonNode sending = get(api, "/v1/webhooks/" + PostmandDatabase.SENDING);
    assertThat(sending.path("name").asString()).isEqualTo("Sending");
    assertThat(sending.path("active").asBoolean()).isTrue();
    assertThat(sending.path("valid_status_codes").toString()).isEqualTo("[200,201]");
    assertThat(sending.path("secret_token").asString()).isEqualTo("********");
    assertThat(sending.path("max_delivery_attempts").asInt()).isEqualTo(5);
    assertThat(sending.path("retry_max_backoff").asInt()).isEqualTo(60);
    assertThat(time(sending, "created_at")).isEqualTo("2025-12-31T01:02:03.000004Z");
    assertThat(time(sending, "updated_at")).isEqualTo("2026-01-01T01:02:03.000004Z");
    JsonNode refused = get(api, "/v1/webhooks/" + PostmandDatabase.REFUSED);
    assertThat(refused.path("active").asBoolean()).isFalse();
    assertThat(refused.path("url").asString()).isEqualTo("http://10.0.3.7/in");
    JsonNode odd = get(api, "/v1/webhooks/" + PostmandDatabase.ODD);
    assertThat(odd.path("active").asBoolean()).isFalse();
  }

  private static void showsDeliveries(Api api) throws Exception {
    JsonNode failed = get(api, "/v1/deliveries/" + PostmandDatabase.FAILED);
    assertThat(failed.path("status").asString()).isEqualTo("failed");
    assertThat(failed.path("delivery_attempts").asInt()).isEqualTo(2);
    assertThat(failed.path("payload").asString())
        .isEqualTo("{\"of\":\"" + PostmandDatabase.FAILED + " ü\"}");
    assertThat(failed.path("webhook_id").asString()).isEqualTo("" + PostmandDatabase.SENDING);
    JsonNode later = get(api, "/v1/deliveries/" + PostmandDatabase.LATER);
    assertThat(later.path("status").asString()).isEqualTo("pending");
    assertThat(time(later, "scheduled_at")).isEqualTo("2126-01-02T03:04:05.000006Z");
    JsonNode page = get(api, "/v1/deliveries?limit=1000&offset=1000&status=succeeded");
    assertThat(page.path("deliveries").size())
        .isBetween(PostmandDatabase.FINISHED - 1000, PostmandDatabase.FINISHED - 1000 + 1);
  }

  private static void showsAttempts(Api api) throws Exception {
    JsonNode second = get(api, "/v1/delivery-attempts/" + PostmandDatabase.SECOND_TRY);
    assertThat(second.path("delivery_id").asString()).isEqualTo("" + PostmandDatabase.FAILED);
    assertThat(second.path("attempt").asInt()).isEqualTo(2);
    assertThat(second.path("response_status_code").asInt()).isEqualTo(500);
    assertThat(second.path("execution_duration").asInt()).isEqualTo(345);
    assertThat(second.path("raw_request").asString()).isEqualTo("sent");
    JsonNode both = get(api, "/v1/delivery-attempts?delivery_id=" + PostmandDatabase.FAILED);
    assertThat(both.path("delivery_attempts").size()).isEqualTo(2);
    assertThat(both.path("delivery_attempts").get(1).path("id").asString())
        .isEqualTo("" + PostmandDatabase.FIRST_TRY);
  }

  private void sendsWhatWaited(Api api) throws Exception {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                get(api, "/v1/deliveries/" + PostmandDatabase.DUE)
                    .path("status")
                    .asString()
                    .equals("succeeded"));
    assertThat(responder.requests()).hasSize(1);
    assertThat(responder.requests().getFirst().text())
        .isEqualTo("{\"of\":\"" + PostmandDatabase.DUE + " ü\"}");
    assertThat(responder.requests().getFirst().header("webhook-attempt")).contains("2");
    assertThat(responder.requests().getFirst().header("X-Hub-Signature")).isPresent();
  }

  @Test
  void whatCantBeReadEndsWithOneAndNoPassword() throws Exception {
    write(COMPAT + "store: {url: 'jdbc:sqlite:data/interlock.db'}\n");
    String empty = postmand.url().replaceFirst("/test\\d+\\?", "/postgres?");
    String nowhere = postmand.url().replaceFirst("/test\\d+\\?", "/nowhere?");

    for (String url : new String[] {empty, nowhere, "mysql://me:never-to-be-seen@db/x", ""}) {
      Ended ended = migrate(url);
      assertThat(ended.status()).as(url).isEqualTo(1);
      assertThat(ended.errors()).contains("POSTMAND_DATABASE_URL");
      assertThat(ended.output() + ended.errors()).doesNotContain(PostmandDatabase.PASSWORD);
    }
    assertThat(migrate(empty).errors()).contains("expected the tables of postmand");
  }
}
