package dev.interlock.host.store;

import dev.interlock.api.Registration;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.StoreWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// One file: one writer, a few readers, and the lock that keeps other processes out.
final class SqliteDatabase implements Database {

  private final StoreLocation.SqliteFile location;

  /// Where it really lies.
  private final Path file;

  private final StoreLock lock;
  private final SqliteWriter writer;
  private final SqliteReaders readers;

  private SqliteDatabase(StoreLocation.SqliteFile location, Path file, StoreLock lock)
      throws SQLException {
    this.location = location;
    this.file = file;
    this.lock = lock;
    this.writer = new SqliteWriter(file);
    this.readers = new SqliteReaders(file);
  }

  /// Opens the file; makes it, and its folder, where they are missing.
  ///
  /// @throws StoreException saying what is in the way
  static SqliteDatabase open(StoreLocation.SqliteFile location) {
    try {
      Path file = location.real();
      Path folder = file.getParent();
      if (folder != null) {
        Folders.make(folder);
      }
      StoreLock lock = StoreLock.take(file);
      try {
        SqliteLibrary.load(file);
        restrict(file);
        NewDatabase.make(file);
        return new SqliteDatabase(location, file, lock);
      } catch (IOException | SQLException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
    } catch (IOException | SQLException failure) {
      throw Failures.of(location.path() + " can't be opened", failure);
    }
  }

  /// SQLite makes what lies beside the file with the permissions of the file.
  private static void restrict(Path file) {
    OwnerOnly.restrict(file);
    OwnerOnly.restrict(file.resolveSibling(file.getFileName() + "-wal"));
    OwnerOnly.restrict(file.resolveSibling(file.getFileName() + "-shm"));
  }

  @Override
  public StoreDialect dialect() {
    return StoreDialect.SQLITE;
  }

  @Override
  public <T extends @Nullable Object> T read(StoreWork<T> work) {
    return readers.read(work);
  }

  @Override
  public <T extends @Nullable Object> T write(StoreWork<T> work) {
    return writer.write(work);
  }

  @Override
  public <T extends @Nullable Object> T execute(StoreWork<T> work) {
    return writer.write(work);
  }

  /// Nobody else writes to the file.
  @Override
  public Registration listen(String channel, Consumer<String> payload) {
    return () -> {};
  }

  @Override
  public void migrating(Consumer<DataSource> work) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(5000);
    config.enforceForeignKeys(true);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    writer.apart(
        connection -> {
          work.accept(source);
          return true;
        });
    readers.renew();
  }

  @Override
  public int waiting() {
    return writer.waiting();
  }

  @Override
  public Health health() {
    try {
      readers.read(
          connection -> {
            try (var statement =
                connection.prepareStatement("SELECT COUNT(*) FROM sqlite_master")) {
              return statement.executeQuery().next();
            }
          });
      long free = Files.getFileStore(file).getUsableSpace();
      return new Health(true, location.shown(), false, free, Files.size(file), "");
    } catch (IOException | StoreException failure) {
      return Health.unreachable(location, String.valueOf(failure.getMessage()));
    }
  }

  @Override
  public Optional<Refusal> refusal() {
    return writer
        .inDoubt()
        .map(
            doubt ->
                new Refusal(
                    String.valueOf(doubt.getMessage()),
                    "see what the system's log says of the disk; the store is tried again each"
                        + " second"));
  }

  /// Where the log is in doubt the lock stays: only the end of the process lets go of the file.
  @Override
  public void close() {
    readers.close();
    writer.close();
    if (writer.inDoubt().isPresent()) {
      return;
    }
    try {
      lock.close();
    } catch (IOException failure) {
      throw Failures.of("the lock of " + location.path() + " can't be given back", failure);
    }
  }
}
