package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Sees to it that what the writer has committed is on disk before anybody hears of it, and that
/// nobody does while that can't be said: where a sync fails, of the log or of the database, all of
/// the log, and all that was copied from it, is written anew and brought to disk before anything is
/// committed again. The same is done as the file is opened: what failed the process before is not
/// known. For the writer's thread, where nothing else is said.
final class SqliteSafety implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Path file;
  private final SqliteLog log;
  private final CopiedPages copied;
  private final SqliteSync sync;
  private final SqliteCheckpoints checkpoints;

  /// Open as long as this is: whoever closes the last connection copies the log into the database,
  /// and removes it.
  private final SqliteConnection anchor;

  private long mendAt = System.nanoTime();

  /// @param writer just opened
  SqliteSafety(Path file, SqliteConnection writer, Runnable doubted) throws SQLException {
    this.file = file;
    this.log = SqliteLog.of(file);
    this.copied = new CopiedPages(file);
    this.anchor = SqliteConnection.anchor(file);
    this.sync = new SqliteSync(log, doubted);
    this.checkpoints = new SqliteCheckpoints(file, sync);
    try {
      rewrite(writer);
    } catch (IOException | SQLException failure) {
      sync.doubt(failure);
    }
  }

  /// Why nothing is to be committed. On any thread.
  Optional<StoreException> inDoubt() {
    return sync.inDoubt();
  }

  /// Takes over a group that `writer` has committed.
  void follow(List<SqliteUnit<?>> group, SqliteConnection writer) {
    if (writer.isLogged()) {
      sync.follow(group);
      checkpoints.committed(writer);
    } else {
      group.forEach(SqliteUnit::succeed);
    }
  }

  /// Something failed: where it was the disk, what is on it is in doubt.
  void failed(Throwable failure) {
    if (Failures.isOfDisk(failure)) {
      sync.doubt(failure);
    }
  }

  /// Waits until nothing that was committed waits for its sync.
  void rest() {
    sync.rest();
  }

  /// Writes the log anew, once a second at most; gives why it still is in doubt.
  ///
  /// @param writer outside a transaction
  Optional<StoreException> mend(SqliteConnection writer) {
    if (System.nanoTime() - mendAt < 0) {
      return sync.inDoubt();
    }
    mendAt = System.nanoTime() + PAUSE.toNanos();
    try {
      sync.rest();
      checkpoints.rest();
      rewrite(writer);
      sync.mended();
    } catch (IOException | SQLException failure) {
      sync.doubt(failure);
    }
    return sync.inDoubt();
  }

  private void rewrite(SqliteConnection writer) throws IOException, SQLException {
    if (!writer.isLogged()) {
      Folders.sync(file.toAbsolutePath().getParent());
      return;
    }
    SqliteConnection.Logged expected = writer.logged();
    writer.beginWriting(); // no other process writes meanwhile
    try {
      SqliteLog.Frames found = log.rewrite(expected.copied());
      if (found.count() < expected.pages()) {
        throw new IOException(
            "found "
                + found.count()
                + " whole frames in it, expected "
                + expected.pages()
                + ": what was read of it can't be trusted; end this process and start it again");
      }
      copied.writeAnew(log, found);
    } finally {
      writer.rollbackAll();
    }
  }

  /// Where the log is in doubt the file stays open until the process ends: to close it would copy
  /// what is in doubt over what is not.
  @Override
  public void close() {
    checkpoints.close();
    sync.close();
    if (sync.inDoubt().isEmpty()) {
      anchor.end();
      copied.close();
    }
  }
}
