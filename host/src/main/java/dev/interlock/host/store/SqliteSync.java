package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Brings to disk what the writer has committed to the log, while that one goes on: what was
/// committed before a sync began is on disk when it ends, and only then do its units hear of it, in
/// the order of their commits. The groups that wait are bounded: beyond, the writer waits.
/// Thread-safe.
final class SqliteSync implements AutoCloseable {

  private static final int GROUPS = 8;

  private final Path log;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Deque<List<SqliteUnit<?>>> committed = new ArrayDeque<>();
  private boolean syncing;
  private boolean closed;
  private boolean broken;

  /// Of the thread that syncs, or of whoever knows that it rests.
  private @Nullable FileChannel channel;

  /// @param file the database; its log needs not be there yet
  SqliteSync(Path file) {
    this.log = file.resolveSibling(file.getFileName() + "-wal");
    Thread _ = Thread.ofPlatform().name("store-sync").daemon().start(this::serve);
  }

  /// Takes over a group that is committed.
  void follow(List<SqliteUnit<?>> group) {
    if (group.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      while (committed.size() >= GROUPS) {
        changed.awaitUninterruptibly();
      }
      committed.add(group);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until all that was committed is on disk, or has failed, and forgets the log, which may
  /// be another one afterwards.
  void rest() {
    lock.lock();
    try {
      while (syncing || !committed.isEmpty()) {
        changed.awaitUninterruptibly();
      }
      closeLog();
      broken = false;
    } finally {
      lock.unlock();
    }
  }

  /// Whether a sync has failed since it rested: the file is to be opened anew.
  boolean isBroken() {
    lock.lock();
    try {
      return broken;
    } finally {
      lock.unlock();
    }
  }

  private void serve() {
    for (List<SqliteUnit<?>> units = next(); !units.isEmpty(); units = next()) {
      try {
        sync();
        units.forEach(SqliteUnit::succeed);
        ended(false);
      } catch (IOException failure) {
        StoreException unknown =
            new StoreException(
                "store: " + log + " could not be brought to disk: whether it counts is not known",
                failure);
        units.forEach(unit -> unit.fail(unknown));
        ended(true);
      }
    }
  }

  /// All that waits; empty at the end.
  private List<SqliteUnit<?>> next() {
    lock.lock();
    try {
      while (committed.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      List<SqliteUnit<?>> units = new ArrayList<>();
      committed.forEach(units::addAll);
      committed.clear();
      syncing = !units.isEmpty();
      changed.signalAll();
      return units;
    } finally {
      lock.unlock();
    }
  }

  private void ended(boolean failed) {
    lock.lock();
    try {
      syncing = false;
      broken |= failed;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// There is no log before anything is written.
  private void sync() throws IOException {
    try {
      FileChannel open = channel;
      if (open == null) {
        open = FileChannel.open(log, StandardOpenOption.READ);
        channel = open;
      }
      open.force(false);
    } catch (NoSuchFileException _) {
      return;
    }
  }

  private void closeLog() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // It was only synced through.
      }
    }
  }

  /// Ends when all that was committed is on disk.
  @Override
  public void close() {
    rest();
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
