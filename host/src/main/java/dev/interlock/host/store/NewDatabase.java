package dev.interlock.host.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/// Makes the file of a database: on disk as a whole before it has its name. Made in place, its
/// first page could be one that a sync failed to bring there and that everybody reads as if it had;
/// after a power cut SQLite would throw the log of an empty file away.
final class NewDatabase {

  private NewDatabase() {}

  /// Does nothing where there is one already. Nobody else makes one meanwhile.
  static void make(Path file) throws IOException, SQLException {
    if (Files.exists(file) && Files.size(file) > 0) {
      return;
    }
    Path fresh = file.resolveSibling("new-" + file.getFileName());
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, OwnerOnly.file(fresh));
    try {
      writeFirstPage(fresh);
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    Folders.sync(file.toAbsolutePath().getParent());
  }

  private static void writeFirstPage(Path file) throws SQLException {
    try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
    }
  }
}
