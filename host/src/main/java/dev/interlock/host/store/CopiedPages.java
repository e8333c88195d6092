package dev.interlock.host.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Pages of the database that SQLite has copied from the log. A copy that doesn't come to the log's
/// end counts without a sync; where the sync of the next one fails, the pages of the first are lost
/// as well, and SQLite won't copy them again. Not thread-safe.
final class CopiedPages implements AutoCloseable {

  private final Path database;

  /// Open from its first use: to close it gives back every lock that this process has on the file,
  /// SQLite's too.
  private @Nullable FileChannel channel;

  CopiedPages(Path database) {
    this.database = database;
  }

  /// Copies them again, and brings them to disk. Nobody else copies or writes meanwhile.
  void writeAnew(SqliteLog log, SqliteLog.Frames frames) throws IOException {
    if (frames.copied().isEmpty()) {
      return;
    }
    FileChannel target = channel;
    if (target == null) {
      target = FileChannel.open(database, StandardOpenOption.WRITE);
      channel = target;
    }
    ByteBuffer page = ByteBuffer.allocate(frames.pageSize());
    try (FileChannel source = FileChannel.open(log.file(), StandardOpenOption.READ)) {
      for (Map.Entry<Integer, Long> each : new TreeMap<>(frames.copied()).entrySet()) {
        if (!SqliteLog.read(source, page, each.getValue())) {
          throw new IOException(log.file() + " became shorter while it was read");
        }
        SqliteLog.write(target, page, (each.getKey() - 1L) * frames.pageSize());
      }
    }
    target.force(true);
  }

  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // All of it was brought to disk.
      }
    }
  }
}
