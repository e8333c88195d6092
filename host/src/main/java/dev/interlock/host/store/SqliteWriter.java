package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.StoreWork;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The only one that writes to the file: one thread, which takes all units that wait and commits
/// them together; they are brought to disk while the next group runs. Units that wait are bounded:
/// beyond, the caller waits, at most `QUEUE_LIMIT`, then gets a `StoreException`. Thread-safe.
final class SqliteWriter implements AutoCloseable {

  private static final int QUEUE = 4096;
  private static final int GROUP = 256;
  private static final Duration QUEUE_LIMIT = Duration.ofSeconds(5);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration DOUBT = Duration.ofMillis(100);
  private static final SqliteUnit<Boolean> LAST = new SqliteUnit<>(connection -> true, true);

  /// Only to be up.
  private static final SqliteUnit<Boolean> WAKE = new SqliteUnit<>(connection -> true, true);

  private final BlockingQueue<SqliteUnit<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean stopped;

  /// Of `thread` alone.
  private final SqliteGroups groups;

  /// Opens the file, making it where it is missing.
  SqliteWriter(Path file) throws SQLException {
    this.groups = new SqliteGroups(file, () -> queue.offer(WAKE)); // full: it is up
    this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::serve);
  }

  /// Runs `work` in a group commit; returns when it is on disk.
  <T extends @Nullable Object> T write(StoreWork<T> work) {
    return submit(new SqliteUnit<>(work, false)).await(START_LIMIT);
  }

  /// Runs `work` while nothing else is written, without a transaction of this writer.
  <T extends @Nullable Object> T apart(StoreWork<T> work) {
    return submit(new SqliteUnit<>(work, true)).await(START_LIMIT);
  }

  private <T extends @Nullable Object> SqliteUnit<T> submit(SqliteUnit<T> unit) {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("a unit of work must not call the store");
    }
    if (closing) {
      throw closed();
    }
    try {
      if (!queue.offer(unit, QUEUE_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new StoreException(
            "the store is too slow: "
                + QUEUE
                + " units of work waited for "
                + QUEUE_LIMIT.toSeconds()
                + " s",
            null);
      }
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the store", failure);
    }
    if (stopped && queue.remove(unit)) {
      throw closed();
    }
    return unit;
  }

  int waiting() {
    return queue.size();
  }

  /// Why nothing is accepted; empty where it is.
  Optional<StoreException> inDoubt() {
    return groups.inDoubt();
  }

  private static StoreException closed() {
    return new StoreException("the store is closed", null);
  }

  private void serve() {
    List<SqliteUnit<?>> group = new ArrayList<>(GROUP);
    boolean last = false;
    while (!last) {
      group.clear();
      group.add(next());
      queue.drainTo(group, GROUP - 1);
      last = group.remove(LAST);
      if (group.removeIf(unit -> unit == WAKE)) {
        Optional<StoreException> _ = groups.mend();
      }
      int from = 0;
      for (int i = 0; i < group.size(); i++) {
        if (group.get(i).apart) {
          groups.commit(group.subList(from, i));
          groups.runApart(group.get(i));
          from = i + 1;
        }
      }
      groups.commit(group.subList(from, group.size()));
    }
    stopped = true;
    for (SqliteUnit<?> late = queue.poll(); late != null; late = queue.poll()) {
      late.fail(closed());
    }
    groups.close();
  }

  private SqliteUnit<?> next() {
    while (true) {
      try {
        if (groups.inDoubt().isEmpty()) {
          return queue.take();
        }
        SqliteUnit<?> next = queue.poll(DOUBT.toNanos(), TimeUnit.NANOSECONDS);
        return next == null ? WAKE : next;
      } catch (InterruptedException _) {
        // Some unit of work left its interrupt behind.
      }
    }
  }

  /// Commits what waits, then closes the file.
  @Override
  public void close() {
    closing = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        if (queue.offer(LAST, 100, TimeUnit.MILLISECONDS)) {
          thread.join();
        }
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
