package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.StoreWork;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A few connections that read, each in a transaction of its own. Beyond them the caller waits, at
/// most `LIMIT`, then gets a `StoreException`. Thread-safe.
final class SqliteReaders implements AutoCloseable {

  private static final int MOST = 4;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path file;
  private final Semaphore free = new Semaphore(MOST);
  private final ConcurrentLinkedDeque<SqliteConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  SqliteReaders(Path file) {
    this.file = file;
  }

  <T extends @Nullable Object> T read(StoreWork<T> work) {
    acquire();
    try {
      return readFreely(work);
    } catch (SQLException failure) {
      throw Failures.of("a read failed", failure);
    } finally {
      free.release();
    }
  }

  private void acquire() {
    try {
      if (!free.tryAcquire(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new StoreException(
            "the store is too slow: a read waited " + LIMIT.toSeconds() + " s", null);
      }
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the store", failure);
    }
  }

  private <T extends @Nullable Object> T readFreely(StoreWork<T> work) throws SQLException {
    if (closed) {
      throw new StoreException("the store is closed", null);
    }
    SqliteConnection connection = idle.pollFirst();
    if (connection == null) {
      connection = SqliteConnection.reader(file);
    }
    try {
      return work.run(connection);
    } finally {
      giveBack(connection);
    }
  }

  /// Ends the transaction: one that stays open keeps the log from being reused.
  private void giveBack(SqliteConnection connection) {
    try {
      connection.rollbackAll();
      idle.addFirst(connection);
    } catch (SQLException _) {
      connection.end();
    }
    if (closed) {
      drain();
    }
  }

  private void drain() {
    for (SqliteConnection each = idle.poll(); each != null; each = idle.poll()) {
      each.end();
    }
  }

  /// After a change of the schema: what a prepared statement returns may have changed.
  void renew() {
    drain();
  }

  /// Those that read still end their reads.
  @Override
  public void close() {
    closed = true;
    drain();
  }
}
