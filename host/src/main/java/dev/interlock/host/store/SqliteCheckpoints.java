package dev.interlock.host.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies the log into the database while the writer goes on. What comes meanwhile, which is
/// little, the writer copies itself between two groups, so that the next one begins the log anew.
/// Where none of this succeeds the log grows. Where the disk fails it, the log is in doubt: pages
/// of the database that didn't reach the disk are copied again, since the log still holds them. For
/// the writer's thread.
final class SqliteCheckpoints implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.store");

  /// 32 MB.
  private static final int PAGES = 8_000;

  /// Each copies what came during the one before.
  private static final int PASSES = 3;

  private final Path file;
  private final SqliteSync sync;
  private final ExecutorService copier =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("store-checkpoint").daemon().factory());

  /// Null where none is under way, nor ended without the writer's part.
  private @Nullable Future<?> copying;

  /// What the log held when it was last to be copied.
  private int pagesBefore;

  SqliteCheckpoints(Path file, SqliteSync sync) {
    this.file = file;
    this.sync = sync;
  }

  /// The writer has committed, and is between two groups.
  void committed(SqliteConnection writer) {
    try {
      if (copying == null) {
        int pages = writer.logged().pages();
        if (pages < pagesBefore) {
          pagesBefore = 0; // it has begun anew
        }
        if (pages - pagesBefore >= PAGES) {
          pagesBefore = pages;
          copying = copier.submit(this::copy);
        }
      } else if (copying.isDone()) {
        copying = null;
        pagesBefore = writer.checkpoint().pages();
      }
    } catch (SQLException | RuntimeException failure) {
      failed(failure);
    }
  }

  private void failed(Exception failure) {
    if (Failures.isOfDisk(failure)) {
      sync.doubt(failure);
    } else {
      LOG.debug("no checkpoint", failure);
    }
  }

  private void copy() {
    try {
      SqliteConnection connection = SqliteConnection.reader(file);
      try {
        for (int pass = 0; pass < PASSES && sync.inDoubt().isEmpty(); pass++) {
          connection.checkpoint();
        }
      } finally {
        connection.end();
      }
    } catch (SQLException failure) {
      failed(failure);
    }
  }

  /// Returns when no copy is under way.
  void rest() {
    Future<?> running = copying;
    while (running != null && !running.isDone()) {
      try {
        running.get();
      } catch (InterruptedException | ExecutionException _) {
        // A unit of work left its interrupt behind, or the copy failed, which is told elsewhere.
      }
    }
  }

  /// Returns when the file is no longer open.
  @Override
  public void close() {
    copier.close();
  }
}
