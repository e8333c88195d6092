package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings to disk what the writer has committed to the log, while that one goes on: what was
/// committed before a sync began is on disk when it ends, and only then do its units hear of it, in
/// the order of their commits. The groups that wait are bounded: beyond, the writer waits.
///
/// Where a sync fails the log is in doubt: what a later sync says of it proves nothing, so that
/// whatever is committed fails until somebody has `mended` it. Thread-safe.
final class SqliteSync implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.store");
  private static final int GROUPS = 8;

  private final Path log;
  private final Runnable doubted;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Deque<List<SqliteUnit<?>>> committed = new ArrayDeque<>();
  private boolean syncing;
  private boolean closed;

  /// Null where all is well. Written under the lock.
  private volatile @Nullable StoreException doubt;

  /// Of the thread that syncs.
  private @Nullable FileChannel channel;

  /// @param log of the database; there once something is committed, and the same as long as this is
  ///   open
  /// @param doubted told that the log is in doubt, on any thread; quick
  SqliteSync(SqliteLog log, Runnable doubted) {
    this.log = log.file();
    this.doubted = doubted;
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

  /// Waits until all that was committed is on disk, or has failed.
  void rest() {
    lock.lock();
    try {
      while (syncing || !committed.isEmpty()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /// What is not on disk is not known any more.
  void doubt(Throwable cause) {
    String reason = log + " could not be brought to disk (" + Failures.text(cause) + ")";
    StoreException told =
        new StoreException(
            "store: " + reason + ": nothing is accepted until it is written anew", cause);
    lock.lock();
    try {
      if (doubt == null) {
        LOG.error("{}: nothing is accepted until it is written anew", reason);
      }
      doubt = told;
    } finally {
      lock.unlock();
    }
    doubted.run();
  }

  /// The log was written anew, and is on disk. Called while this rests.
  void mended() {
    lock.lock();
    try {
      doubt = null;
    } finally {
      lock.unlock();
    }
    LOG.warn("{} was written anew and is on disk: the store accepts again", log);
  }

  /// Why nothing can be committed; empty where all is well.
  Optional<StoreException> inDoubt() {
    return Optional.ofNullable(doubt);
  }

  private void serve() {
    for (List<SqliteUnit<?>> units = next(); !units.isEmpty(); units = next()) {
      try {
        if (doubt == null) {
          sync();
        }
      } catch (IOException failure) {
        doubt(failure);
      }
      StoreException failed = doubt;
      if (failed == null) {
        units.forEach(SqliteUnit::succeed);
      } else {
        StoreException unknown =
            new StoreException(failed.getMessage() + "; whether this counts is not known", failed);
        units.forEach(unit -> unit.fail(unknown));
      }
      ended();
    }
    closeLog();
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

  private void ended() {
    lock.lock();
    try {
      syncing = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void sync() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = FileChannel.open(log, StandardOpenOption.READ);
      channel = open;
    }
    open.force(false);
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

  /// Ends when all that was committed is on disk, or has failed.
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
