package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.StoreWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One unit of work on its way through the writer: it either is taken up by the writer, or given up
/// by whoever waits for it, never both.
final class SqliteUnit<T extends @Nullable Object> {

  /// Outside a transaction, with nothing else of the writer's under way: for migrations.
  final boolean apart;

  private final StoreWork<T> work;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CompletableFuture<Runnable> outcome = new CompletableFuture<>();
  private @Nullable T result;

  SqliteUnit(StoreWork<T> work, boolean apart) {
    this.work = work;
    this.apart = apart;
  }

  /// False where the other side was faster.
  boolean take() {
    return taken.compareAndSet(false, true);
  }

  void run(Connection connection) throws SQLException {
    result = work.run(connection);
  }

  void succeed() {
    outcome.complete(() -> {});
  }

  void fail(Throwable failure) {
    outcome.complete(
        () -> {
          switch (failure) {
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw Failures.of("a unit of work failed", failure);
          }
        });
  }

  /// Waits until the writer has taken it up, at most `limit`, and then for as long as it takes.
  @SuppressWarnings("NullAway") // a result is null only where T may be
  T await(Duration limit) {
    Runnable ending;
    try {
      ending = outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException failure) {
      if (take()) {
        throw new StoreException(
            "the store is too slow: a unit of work waited " + limit.toSeconds() + " s", failure);
      }
      ending = outcome.join();
    } catch (InterruptedException failure) {
      boolean givenUp = take();
      ending = givenUp ? () -> {} : outcome.join();
      Thread.currentThread().interrupt();
      if (givenUp) {
        throw new StoreException("interrupted while waiting for the store", failure);
      }
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
    ending.run();
    return result;
  }
}
