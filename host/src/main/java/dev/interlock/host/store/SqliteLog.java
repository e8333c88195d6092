package dev.interlock.host.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The write-ahead log as a file. Where a sync of it fails, Linux drops what it could not write and
/// takes the pages for clean: to sync again proves nothing. Its bytes then have to be written anew,
/// while they can still be read.
///
/// @param file `DATABASE-wal`
record SqliteLog(Path file) {

  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int MAGIC = 0x377f0682;
  private static final int LARGEST_PAGE = 65_536;

  static SqliteLog of(Path database) {
    return new SqliteLog(database.resolveSibling(database.getFileName() + "-wal"));
  }

  /// Writes all its frames anew, each where it stands, and brings them and the file's name to disk.
  /// Nobody else writes to it meanwhile.
  ///
  /// @return how many frames SQLite would find in it: those up to the first that is torn
  /// @throws IOException where it isn't there, or can't be written or brought to disk
  long rewrite() throws IOException {
    long frames;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      frames = rewrite(channel);
      channel.force(true);
    }
    Folders.sync(file.toAbsolutePath().getParent());
    return frames;
  }

  private static long rewrite(FileChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    if (!read(channel, header, 0) || (header.getInt(0) & ~1) != MAGIC) {
      return 0;
    }
    int page = header.getInt(8);
    if (page < 512 || page > LARGEST_PAGE || Integer.bitCount(page) != 1) {
      return 0;
    }
    Checksum checksum =
        new Checksum((header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    checksum.add(header, 0, 24);
    if (!checksum.isAt(header, 24)) {
      return 0;
    }
    write(channel, header, 0);
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + page);
    long salts = header.getLong(16);
    for (long frames = 0; ; frames++) {
      long position = HEADER + frames * frame.capacity();
      if (!read(channel, frame, position) || frame.getLong(8) != salts) {
        return frames;
      }
      checksum.add(frame, 0, 8);
      checksum.add(frame, FRAME_HEADER, page);
      if (!checksum.isAt(frame, 16)) {
        return frames;
      }
      write(channel, frame, position);
    }
  }

  /// False where the file ends before.
  private static boolean read(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    into.clear();
    while (into.hasRemaining()) {
      if (channel.read(into, position + into.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void write(FileChannel channel, ByteBuffer from, long position)
      throws IOException {
    from.rewind();
    while (from.hasRemaining()) {
      channel.write(from, position + from.position());
    }
  }

  /// Goes on from frame to frame: https://www.sqlite.org/fileformat2.html#checksum_algorithm
  private static final class Checksum {

    private final ByteOrder order;
    private int first;
    private int second;

    Checksum(ByteOrder order) {
      this.order = order;
    }

    void add(ByteBuffer buffer, int from, int bytes) {
      ByteBuffer words = buffer.duplicate().order(order);
      for (int i = from; i < from + bytes; i += 8) {
        first += words.getInt(i) + second;
        second += words.getInt(i + 4) + first;
      }
    }

    /// It is written big-endian, whatever the order of what it is of.
    boolean isAt(ByteBuffer buffer, int at) {
      return buffer.getInt(at) == first && buffer.getInt(at + 4) == second;
    }
  }
}
