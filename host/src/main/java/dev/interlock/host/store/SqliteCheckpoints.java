package dev.interlock.host.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies the log into the database while the writer goes on. What comes meanwhile, which is
/// little, the writer copies itself between two groups, so that the next one begins the log anew.
/// Where none of this succeeds the log grows until SQLite copies it within a commit. Thread-safe.
final class SqliteCheckpoints implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.store");

  /// 32 MB.
  private static final int PAGES = 8_000;

  /// Each copies what came during the one before.
  private static final int PASSES = 3;

  private enum State {
    IDLE,
    WANTED,
    COPIED,
    CLOSED
  }

  private final Path file;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private State state = State.IDLE;
  private boolean ended;

  /// Of the writer alone: what the log held when it was last to be copied.
  private int pagesBefore;

  SqliteCheckpoints(Path file) {
    this.file = file;
    Thread _ = Thread.ofPlatform().name("store-checkpoint").daemon().start(this::serve);
  }

  /// The writer has committed, and is between two groups.
  void committed(SqliteConnection writer) {
    try {
      if (change(State.COPIED, State.IDLE)) {
        pagesBefore = writer.checkpoint();
        return;
      }
      int pages = writer.loggedPages();
      if (pages < pagesBefore) {
        pagesBefore = 0; // it has begun anew
      }
      if (pages - pagesBefore >= PAGES && change(State.IDLE, State.WANTED)) {
        pagesBefore = pages;
      }
    } catch (SQLException | RuntimeException failure) {
      LOG.debug("no checkpoint", failure);
    }
  }

  private boolean change(State from, State to) {
    lock.lock();
    try {
      if (state != from) {
        return false;
      }
      state = to;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void serve() {
    try {
      while (awaitWanted()) {
        State next = copy() ? State.COPIED : State.IDLE;
        change(State.WANTED, next);
      }
    } finally {
      end();
    }
  }

  private void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean copy() {
    try {
      SqliteConnection connection = SqliteConnection.reader(file);
      try {
        for (int pass = 0; pass < PASSES; pass++) {
          connection.checkpoint();
        }
        return true;
      } finally {
        connection.end();
      }
    } catch (SQLException | RuntimeException failure) {
      LOG.debug("no checkpoint", failure);
      return false;
    }
  }

  private boolean awaitWanted() {
    lock.lock();
    try {
      while (state != State.WANTED && state != State.CLOSED) {
        changed.awaitUninterruptibly();
      }
      return state == State.WANTED;
    } finally {
      lock.unlock();
    }
  }

  /// Returns when the file is no longer open.
  @Override
  public void close() {
    lock.lock();
    try {
      state = State.CLOSED;
      changed.signalAll();
      while (!ended) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}
