package dev.interlock.host.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The checksum that goes on from frame to frame of a log:
/// https://www.sqlite.org/fileformat2.html#checksum_algorithm
final class LogChecksum {

  private final ByteOrder order;
  private int first;
  private int second;

  LogChecksum(ByteOrder order) {
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
