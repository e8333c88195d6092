package dev.interlock.host.egress;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The bytes of one reply's body up to a limit. Grows with what arrives, never with what is
/// announced. One thread at a time.
final class ReplyBody {

  private static final int FIRST = 1024;

  private final long limit;
  private byte[] bytes = {};
  private int length;
  private boolean overflowed;

  ReplyBody(long limit) {
    this.limit = Math.min(limit, Integer.MAX_VALUE - 16);
  }

  /// Takes what fits. Nothing is taken after the first byte that did not.
  void append(ByteBuffer source) {
    int taken = (int) Math.min(source.remaining(), limit - length);
    overflowed |= taken < source.remaining();
    reserve(taken);
    source.get(bytes, length, taken);
    length += taken;
  }

  void append(byte[] source, int count) {
    append(ByteBuffer.wrap(source, 0, count));
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      long doubled = Math.max(FIRST, 2L * bytes.length);
      int size =
          bytes.length == 0 && more > FIRST
              ? more
              : (int) Math.min(limit, Math.max(doubled, length + more));
      bytes = Arrays.copyOf(bytes, size);
    }
  }

  /// Whether there was more than the limit.
  boolean overflowed() {
    return overflowed;
  }

  /// The body; nothing is appended after this.
  byte[] bytes() {
    return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
  }
}
