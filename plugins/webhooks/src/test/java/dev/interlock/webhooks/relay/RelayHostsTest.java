package dev.interlock.webhooks.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two hosts on one PostgreSQL: one queue, each message once, in its order.
class RelayHostsTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path one;
  @TempDir private Path other;
  private final Responder responder = Responder.start();
  private EmbeddedPostgres postgres;
  private RelayHost first;
  private RelayHost second;

  @BeforeEach
  void start() throws Exception {
    responder.always(Reply.status(200));
    postgres = EmbeddedPostgres.start();
    first = host(one);
    second = host(other);
  }

  private RelayHost host(Path folder) {
    String store =
        "store: {url: '%s', user: postgres}\n"
            .formatted(postgres.getJdbcUrl("postgres", "postgres"));
    return new RelayHost(folder, RelayHost.ALLOW_LOOPBACK + store, InstantSource.system());
  }

  @AfterEach
  void close() throws Exception {
    first.close();
    second.close();
    postgres.close();
    responder.close();
  }

  @Test
  void eachMessageGoesOnceAndInOrderWhicheverHostTookIt() throws Exception {
    long id = first.destination(responder.url("/"));
    responder.next(Reply.status(500), Reply.status(200), Reply.status(500));
    for (int i = 0; i < 40; i++) {
      RelayHost host = i % 2 == 0 ? first : second;
      assertThat(host.message(id, "m" + i).status()).isEqualTo(201);
    }

    await().atMost(SOON).until(() -> responder.requests().size() >= 42);
    await().atMost(SOON).until(() -> second.get("/messages").http().body().equals("[]"));
    List<String> arrived = responder.requests().stream().map(ReceivedRequest::text).toList();
    assertThat(arrived).hasSize(42);
    assertThat(arrived.stream().distinct())
        .containsExactlyElementsOf(IntStream.range(0, 40).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void whatOneHostChangesTheOtherKnows() throws Exception {
    long id = first.destination(responder.url("/old"));
    assertThat(second.get("/destinations").json()).hasSize(1);
    second.call("PUT", "/destinations/" + id, "{\"url\":\"" + responder.url("/new") + "\"}");
    assertThat(first.get("/destinations/" + id).json().path("url").asString()).endsWith("/new");

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              first.message(id, "a");
              assertThat(responder.take(SOON).target()).isEqualTo("/new");
            });

    second.call("DELETE", "/destinations/" + id, "");
    assertThat(first.get("/destinations/" + id).status()).isEqualTo(404);
    assertThat(first.message(id, "b").status()).isEqualTo(400);
  }

  @Test
  void theOtherHostGoesOnWhereOneIsGone() throws Exception {
    long id = first.destination(responder.url("/"));
    first.close();

    second.message(id, "a");

    assertThat(responder.take(SOON).text()).isEqualTo("a");
  }
}
