package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Keeps a second process from one file: a locked `FILE.lock` beside it, with this process's id.
/// The lock goes with its process, so one that a dead process left behind is no obstacle.
final class StoreLock implements AutoCloseable {

  /// Behind the text, so that others may read it where locks are mandatory.
  private static final long LOCKED_BYTE = 1L << 40;

  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @param database where it really lies: by another path it is the same file
  /// @throws StoreException naming the file and the process that has it
  static StoreLock take(Path database) throws IOException {
    Path file = fileOf(database);
    FileChannel channel = OwnerOnly.open(file);
    try {
      if (tryLock(channel) == null) {
        throw new StoreException(
            database
                + " is in use by process "
                + owner(file)
                + ": one process at a time has a SQLite file; stop that one, or let hosts share a"
                + " PostgreSQL",
            null);
      }
      channel.truncate(0);
      String own = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(own.getBytes(StandardCharsets.US_ASCII)), 0);
      return new StoreLock(channel);
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  private static Path fileOf(Path database) {
    return database.resolveSibling(database.getFileName() + ".lock");
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException _) {
      return null; // this very process has it
    }
  }

  private static String owner(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.matches("[0-9]{1,20}") ? text : "unknown";
    } catch (IOException _) {
      return "unknown";
    }
  }

  /// The file stays: to delete it could take it from under another process that has just locked it.
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
