package dev.interlock.host.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

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

  /// What it holds.
  ///
  /// @param count frames that SQLite would find in it: those up to the first that is torn
  /// @param pageSize in bytes
  /// @param copied where the content of each page stands that was copied into the database, by the
  ///   page's number from 1
  record Frames(long count, int pageSize, Map<Integer, Long> copied) {
    static final Frames NONE = new Frames(0, 0, Map.of());
  }

  /// Writes all its frames anew, each where it stands, and brings them and the file's name to disk.
  /// Nobody else writes to it meanwhile.
  ///
  /// @param copied how many of its frames were copied into the database
  /// @throws IOException where it isn't there, or can't be written or brought to disk
  Frames rewrite(long copied) throws IOException {
    Frames frames;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      frames = rewrite(channel, copied);
      channel.force(true);
    }
    Folders.sync(file.toAbsolutePath().getParent());
    return frames;
  }

  private static Frames rewrite(FileChannel channel, long copied) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    if (!read(channel, header, 0) || (header.getInt(0) & ~1) != MAGIC) {
      return Frames.NONE;
    }
    int page = header.getInt(8);
    if (page < 512 || page > LARGEST_PAGE || Integer.bitCount(page) != 1) {
      return Frames.NONE;
    }
    LogChecksum checksum =
        new LogChecksum(
            (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    checksum.add(header, 0, 24);
    if (!checksum.isAt(header, 24)) {
      return Frames.NONE;
    }
    write(channel, header, 0);
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + page);
    long salts = header.getLong(16);
    Map<Integer, Long> pages = new HashMap<>();
    for (long count = 0; ; count++) {
      long position = HEADER + count * frame.capacity();
      if (!read(channel, frame, position) || frame.getLong(8) != salts) {
        return new Frames(count, page, pages);
      }
      checksum.add(frame, 0, 8);
      checksum.add(frame, FRAME_HEADER, page);
      if (!checksum.isAt(frame, 16)) {
        return new Frames(count, page, pages);
      }
      write(channel, frame, position);
      if (count < copied) {
        pages.put(frame.getInt(0), position + FRAME_HEADER);
        int size = frame.getInt(4);
        if (size > 0) { // a commit: the database has so many pages after it
          pages.keySet().removeIf(each -> each > size);
        }
      }
    }
  }

  /// False where the file ends before.
  static boolean read(FileChannel channel, ByteBuffer into, long position) throws IOException {
    into.clear();
    while (into.hasRemaining()) {
      if (channel.read(into, position + into.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  static void write(FileChannel channel, ByteBuffer from, long position) throws IOException {
    from.rewind();
    while (from.hasRemaining()) {
      channel.write(from, position + from.position());
    }
  }
}
