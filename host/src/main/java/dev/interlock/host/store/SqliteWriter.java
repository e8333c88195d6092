package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.StoreWork;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The only one that writes to the file: one thread, which takes all units that wait, runs them and
/// commits them together; they are brought to disk while the next group runs. Where one throws all
/// are undone, and run again each in a savepoint, so that it fails alone; a commit that fails fails
/// all of its group. Units that wait are bounded: beyond, the caller waits, at most `QUEUE_LIMIT`,
/// then gets a `StoreException`. Thread-safe.
final class SqliteWriter implements AutoCloseable {

  private static final int QUEUE = 4096;
  private static final int GROUP = 256;
  private static final Duration QUEUE_LIMIT = Duration.ofSeconds(5);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final SqliteUnit<Boolean> LAST = new SqliteUnit<>(connection -> true, true);

  private final Path file;
  private final BlockingQueue<SqliteUnit<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final SqliteSync sync;
  private final SqliteCheckpoints checkpoints;
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean stopped;

  /// Of `thread` alone; null after a failure, until the next group opens another.
  private @Nullable SqliteConnection connection;

  /// Opens the file, making it where it is missing.
  SqliteWriter(Path file) throws SQLException {
    this.file = file;
    this.connection = SqliteConnection.writer(file);
    this.sync = new SqliteSync(file);
    this.checkpoints = new SqliteCheckpoints(file);
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
      int from = 0;
      for (int i = 0; i < group.size(); i++) {
        if (group.get(i).apart) {
          commit(group.subList(from, i));
          runApart(group.get(i));
          from = i + 1;
        }
      }
      commit(group.subList(from, group.size()));
    }
    stopped = true;
    for (SqliteUnit<?> late = queue.poll(); late != null; late = queue.poll()) {
      late.fail(closed());
    }
    checkpoints.close();
    drop();
    sync.close();
  }

  private SqliteUnit<?> next() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException _) {
        // Some unit of work left its interrupt behind.
      }
    }
  }

  private void commit(List<SqliteUnit<?>> group) {
    if (sync.isBroken()) {
      drop();
    }
    List<SqliteUnit<?>> taken = group.stream().filter(SqliteUnit::take).toList();
    List<SqliteUnit<?>> run = taken.size() > 1 && runTogether(taken) ? taken : runEach(taken);
    SqliteConnection open = connection;
    if (run.isEmpty() || open == null) {
      return;
    }
    try {
      open.commitAll();
    } catch (SQLException | RuntimeException failure) {
      run.forEach(unit -> unit.fail(Failures.of("the commit failed", failure)));
      rollbackOrDrop(open);
      return;
    }
    sync.follow(run);
    checkpoints.committed(open);
  }

  /// Most groups run through: savepoints would cost them a copy of each page that they change.
  ///
  /// @return false where some unit failed: nothing was done then
  private boolean runTogether(List<SqliteUnit<?>> units) {
    SqliteConnection open = null;
    try {
      open = connected();
      for (SqliteUnit<?> unit : units) {
        unit.run(open);
        boolean _ = Thread.interrupted(); // left behind by it
      }
      return true;
    } catch (Throwable _) {
      if (open != null) {
        rollbackOrDrop(open);
      }
      boolean _ = Thread.interrupted();
      return false;
    }
  }

  /// Gives those that succeeded; the others have been told.
  private List<SqliteUnit<?>> runEach(List<SqliteUnit<?>> units) {
    List<SqliteUnit<?>> run = new ArrayList<>(units.size());
    units.forEach(unit -> runOne(unit, units.size() == 1, run));
    return run;
  }

  private void runOne(SqliteUnit<?> unit, boolean alone, List<SqliteUnit<?>> run) {
    SqliteConnection open;
    try {
      open = connected();
    } catch (SQLException failure) {
      unit.fail(Failures.of("the file can't be opened", failure));
      return;
    }
    try {
      if (!alone) {
        open.execute("SAVEPOINT unit");
      }
      unit.run(open);
      if (!alone) {
        open.execute("RELEASE unit");
      }
      run.add(unit);
    } catch (Throwable failure) {
      undo(open, alone, run, failure);
      unit.fail(failure);
    } finally {
      Thread.interrupted();
    }
  }

  /// Some errors, as of a full disk, undo the whole transaction: then those before it are lost too.
  private void undo(
      SqliteConnection open, boolean alone, List<SqliteUnit<?>> run, Throwable cause) {
    if (alone) {
      rollbackOrDrop(open);
      return;
    }
    try {
      open.execute("ROLLBACK TO unit");
      open.execute("RELEASE unit");
    } catch (SQLException _) {
      run.forEach(unit -> unit.fail(Failures.of("the group was undone", cause)));
      run.clear();
      rollbackOrDrop(open);
    }
  }

  private void runApart(SqliteUnit<?> unit) {
    if (!unit.take()) {
      return;
    }
    try {
      SqliteConnection open = connected();
      sync.rest();
      unit.run(open);
      unit.succeed();
    } catch (Throwable failure) {
      unit.fail(failure);
    } finally {
      drop(); // it would parse by the schema that it read before
      Thread.interrupted();
    }
  }

  private SqliteConnection connected() throws SQLException {
    SqliteConnection open = connection;
    if (open == null) {
      open = SqliteConnection.writer(file);
      connection = open;
    }
    return open;
  }

  private void rollbackOrDrop(SqliteConnection open) {
    try {
      open.rollbackAll();
    } catch (SQLException _) {
      drop();
    }
  }

  private void drop() {
    SqliteConnection open = connection;
    connection = null;
    if (open != null) {
      sync.rest();
      open.end();
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
