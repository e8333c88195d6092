package dev.interlock.webhooks.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyWebhooksTest {

  private static final int MOST = 10_000;

  /// Of what stands there, so many copies.
  private static final String COPIES =
      """
      WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < %d)
      INSERT INTO webhooks_registered
      SELECT printf('00000000-0000-4000-8000-%%012d', n), name || n, url, content_type,
        valid_status_codes, secret_sealed, previous_secret_sealed, previous_secret_until,
        return_secret, active, ordered, max_delivery_attempts, delivery_attempt_timeout,
        retry_min_backoff, retry_max_backoff, created_at, updated_at, revision
      FROM copies, webhooks_registered
      """;

  @TempDir private Path folder;
  private final Responder responder = Responder.start();
  private ApiHost host;

  @BeforeEach
  void fill() throws Exception {
    responder.always(Reply.status(200));
    host = ApiHost.start(folder);
    host.register(ApiHost.terms(responder.url("/in")));
    host.close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/interlock.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(COPIES.formatted(MOST - 1));
    }
    host = ApiHost.start(folder);
  }

  @AfterEach
  void close() {
    host.close();
    responder.close();
  }

  @Test
  void oneBeyondAllIs422UntilAnotherGoes() throws Exception {
    ApiHost.Answer beyond = create();
    assertThat(beyond.status()).isEqualTo(422);
    assertThat(beyond.json().path("code").asInt()).isEqualTo(4);
    assertThat(beyond.text("details")).contains("there are 10000 webhooks");

    String one = "00000000-0000-4000-8000-000000000007";
    assertThat(host.send("DELETE", "/v1/webhooks/" + one, "").status()).isEqualTo(204);
    assertThat(create().status()).isEqualTo(201);
    assertThat(create().status()).isEqualTo(422);
  }

  @Test
  void theMetersOfAllOfThemAreBounded() throws Exception {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> metrics().contains("interlock_delivery_waiting{target=\"\"}"));
    assertThat(metrics().length()).isLessThan(2 << 20);
  }

  private String metrics() throws Exception {
    return host.get("/metrics").http().body();
  }

  private ApiHost.Answer create() throws Exception {
    return host.post("/v1/webhooks", ApiHost.terms(responder.url("/in")).toString());
  }
}
