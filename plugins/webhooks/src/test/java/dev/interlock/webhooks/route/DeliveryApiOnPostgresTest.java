package dev.interlock.webhooks.route;

import static dev.interlock.webhooks.route.ApiHost.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same over PostgreSQL, each test in a database of its own; and what two hosts on one see.
class DeliveryApiOnPostgresTest extends DeliveryApiTest {

  private static EmbeddedPostgres postgres;

  private final String database = "d" + UUID.randomUUID().toString().replace("-", "");

  @TempDir private Path elsewhere;
  private boolean made;

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @Override
  String file() {
    if (!made) {
      try (Connection admin = postgres.getPostgresDatabase().getConnection();
          Statement statement = admin.createStatement()) {
        statement.execute("CREATE DATABASE " + database);
      } catch (java.sql.SQLException e) {
        throw new IllegalStateException(e);
      }
      made = true;
    }
    return super.file()
        + "store: {url: '%s', pool: 4}\n".formatted(postgres.getJdbcUrl("postgres", database));
  }

  @Test
  void whatOneHostRegistersCountsOnTheOtherWithinASecond() throws Exception {
    try (Responder responder = Responder.start();
        ApiHost one = new ApiHost(elsewhere, file())) {
      responder.always(Reply.status(200));
      String webhook = one.register(terms(responder.url("/")));

      assertThat(call("/v1/webhooks/" + webhook)).contains("Httpbin Post");
      one.send("PUT", "/v1/webhooks/" + webhook, terms(responder.url("/moved")).toString());
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> call("/v1/webhooks/" + webhook).contains("/moved"));
      one.send("DELETE", "/v1/webhooks/" + webhook, "");
      assertThat(call("/v1/webhooks/" + webhook)).contains("\"code\":5");
    }
  }
}
