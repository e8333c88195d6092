package dev.interlock.host.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/// Copies a file while others, in this process or another, write to it: what it holds is the state
/// of one moment.
final class SqliteBackup {

  private SqliteBackup() {}

  /// @param target there and empty; on disk when this returns
  static void copy(Path source, Path target) {
    SqliteLibrary.load(source);
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(30_000);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + source);
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, target.toString());
      copy.execute();
    } catch (SQLException failure) {
      throw Failures.of("the copy of " + source + " into " + target + " failed", failure);
    }
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException failure) {
      throw Failures.of(target + " can't be written", failure);
    }
  }
}
