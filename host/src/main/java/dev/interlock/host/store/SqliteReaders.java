package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.StoreWork;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A few connections that read, each in a transaction of its own. Beyond them the caller waits, at
/// most `LIMIT`, then gets a `StoreException`. Thread-safe.
final class SqliteReaders implements AutoCloseable {

  private static final int MOST = 4;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path file;
  private final Semaphore free = new Semaphore(MOST);
  private final ConcurrentLinkedDeque<Reader> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger schema = new AtomicInteger();
  private volatile boolean closed;

  /// @param schema as counted here: a connection parses by the schema that it read first
  private record Reader(SqliteConnection connection, int schema) {}

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
    Reader reader = idle.pollFirst();
    if (reader == null) {
      reader = new Reader(SqliteConnection.reader(file), schema.get());
    }
    try {
      return work.run(reader.connection());
    } finally {
      giveBack(reader);
    }
  }

  /// Ends the transaction: one that stays open keeps the log from being reused.
  private void giveBack(Reader reader) {
    try {
      reader.connection().rollbackAll();
      idle.addFirst(reader);
    } catch (SQLException _) {
      reader.connection().end();
    }
    if (closed || reader.schema() != schema.get()) {
      drain();
    }
  }

  private void drain() {
    for (Reader each = idle.poll(); each != null; each = idle.poll()) {
      each.connection().end();
    }
  }

  /// The schema has changed.
  void renew() {
    schema.incrementAndGet();
    drain();
  }

  /// Those that read still end their reads.
  @Override
  public void close() {
    closed = true;
    drain();
  }
}
