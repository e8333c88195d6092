package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.RefusedException;
import dev.interlock.api.settings.Secret;
import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.StoreWork;
import dev.interlock.host.http.DispatchReply.Completed;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreSettings;
import dev.interlock.host.store.coordination.PublishedOutcomes;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `Idempotency-Key` while the store fails: an event that did not run is run by the next try, one
/// that did is not run again.
class IdempotencyTest {

  @TempDir private Path folder;
  private FailingStore store;
  private HostStore real;
  private TestServer server;

  @BeforeEach
  void open() {
    real = new HostStore(StoreSettings.DEFAULT, folder, Map.of());
    store = new FailingStore(real.own());
    server =
        new TestServer(() -> new PublishedOutcomes(store, InstantSource.system(), "this host"));
    server.events.answer = id -> new Completed(id, List.of());
  }

  @AfterEach
  void close() {
    server.close();
    real.close();
  }

  private HttpResponse<String> publish() throws Exception {
    return server.post("/v1/events/measure", "{}", "Idempotency-Key", "k1");
  }

  private int ran() {
    return server.events.requests.size();
  }

  @Test
  void aClaimThatFailedThoughItWasStoredIsNoReasonNotToRun() throws Exception {
    store.failAfter(1);
    assertThat(publish().statusCode()).isEqualTo(503);
    assertThat(ran()).isZero();

    assertThat(publish().statusCode()).isEqualTo(200);
    assertThat(publish().headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(ran()).isEqualTo(1);
  }

  @Test
  void anEventThatWasRefusedRunsAtTheNextTryThoughTheStoreCouldNotBeTold() throws Exception {
    server.events.refusal = new RefusedException(RefusedException.Code.BUSY, "too many");
    store.failFrom(2);
    assertThat(publish().statusCode()).isEqualTo(503);

    server.events.refusal = null;
    assertThat(publish().statusCode()).isEqualTo(503);
    store.works();
    assertThat(publish().statusCode()).isEqualTo(200);
    assertThat(publish().headers().firstValue("Idempotent-Replayed")).hasValue("true");
  }

  @Test
  void anEventThatRanIsNotRunAgainThoughTheStoreWasNotToldThatItBegan() throws Exception {
    store.failAt(2);
    assertThat(publish().statusCode()).isEqualTo(200);

    assertThat(publish().headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(ran()).isEqualTo(1);
  }

  @Test
  void anOutcomeThatCouldNotBeStoredIsGivenFromMemoryAndStoredThen() throws Exception {
    store.failFrom(2);
    assertThat(publish().statusCode()).isEqualTo(200);
    store.works();

    assertThat(publish().headers().firstValue("Idempotent-Replayed")).hasValue("true");
    try (TestServer next =
        new TestServer(() -> new PublishedOutcomes(store, InstantSource.system(), "the next"))) {
      var repeat = next.post("/v1/events/measure", "{}", "Idempotency-Key", "k1");
      assertThat(repeat.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    }
    assertThat(ran()).isEqualTo(1);
  }

  @Test
  void anEventThatRunsIsNotRunASecondTimeByWhomTheStoreFailed() throws Exception {
    server.events.answer = null;
    try (RawClient waiting = new RawClient(server.port())) {
      waiting.send(
          "POST /v1/events/measure HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Content-Type: application/json\r\n"
              + "Idempotency-Key: k1\r\n"
              + "Content-Length: 2\r\n\r\n"
              + "{}");
      RecordedEvents.Running running = server.events.running.take();
      store.failFrom(1);
      assertThat(publish().statusCode()).isEqualTo(503);
      store.works();
      assertThat(publish().statusCode()).isEqualTo(409);

      running.complete();
      assertThat(waiting.read(false).status()).isEqualTo(200);
    }
    assertThat(publish().headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(ran()).isEqualTo(1);
  }

  /// A real store, some of whose writes fail once they are done.
  private static final class FailingStore implements Store {
    private final Store store;
    private int writes;
    private int from = Integer.MAX_VALUE;
    private int to = Integer.MAX_VALUE;

    FailingStore(Store store) {
      this.store = store;
    }

    /// The next but so many, alone: it is stored all the same.
    synchronized void failAfter(int nth) {
      failAt(nth);
    }

    synchronized void failAt(int nth) {
      from = writes + nth;
      to = from;
    }

    synchronized void failFrom(int nth) {
      from = writes + nth;
      to = Integer.MAX_VALUE;
    }

    synchronized void works() {
      from = Integer.MAX_VALUE;
    }

    @Override
    public <T extends @Nullable Object> T write(StoreWork<T> work) {
      boolean fails;
      boolean alone;
      synchronized (this) {
        writes++;
        fails = writes >= from && writes <= to;
        alone = from == to;
      }
      if (fails && !alone) {
        throw new StoreException("the store fails", null);
      }
      T result = store.write(work);
      if (fails) {
        throw new StoreException("the store fails once it is done", null);
      }
      return result;
    }

    @Override
    public StoreDialect dialect() {
      return store.dialect();
    }

    @Override
    public boolean exists() {
      return store.exists();
    }

    @Override
    public <T extends @Nullable Object> T read(StoreWork<T> work) {
      return store.read(work);
    }

    @Override
    public String seal(Secret secret) {
      return store.seal(secret);
    }

    @Override
    public void checkSealed(Connection connection, String sealed) throws SQLException {
      store.checkSealed(connection, sealed);
    }

    @Override
    public Secret unseal(String sealed) {
      return store.unseal(sealed);
    }
  }
}
