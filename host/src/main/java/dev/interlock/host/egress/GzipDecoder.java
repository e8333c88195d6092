package dev.interlock.host.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Inflater;

/// `gzip` by RFC 1952: members one after another, each with its checksum and size proved.
final class GzipDecoder extends ContentDecoder {

  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private enum Part {
    FIXED,
    EXTRA_LENGTH,
    EXTRA_BYTES,
    NAME,
    COMMENT,
    HEADER_CHECKSUM,
    DATA,
    TRAILER
  }

  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private Part part = Part.FIXED;
  private int position;
  private int flags;
  private int extra;
  private long trailer;

  @Override
  void decode(ByteBuffer source, ReplyBody body) throws IOException {
    while (source.hasRemaining() && !body.overflowed()) {
      if (part == Part.DATA) {
        inflate(inflater, source, body, (bytes, count) -> checksum.update(bytes, 0, count));
        if (inflater.finished()) {
          enter(Part.TRAILER);
        }
      } else {
        step(source.get() & 0xFF);
      }
    }
  }

  private void step(int next) throws IOException {
    switch (part) {
      case FIXED -> fixed(next);
      case EXTRA_LENGTH -> {
        extra |= next << (8 * position++);
        if (position == 2) {
          enter(extra == 0 ? afterExtra() : Part.EXTRA_BYTES);
        }
      }
      case EXTRA_BYTES -> {
        if (++position == extra) {
          enter(afterExtra());
        }
      }
      case NAME -> {
        if (next == 0) {
          enter(afterName());
        }
      }
      case COMMENT -> {
        if (next == 0) {
          enter(afterComment());
        }
      }
      case HEADER_CHECKSUM -> {
        if (++position == 2) {
          enter(Part.DATA);
        }
      }
      case TRAILER -> trailer(next);
      case DATA -> throw new IllegalStateException("data is inflated, not stepped through");
    }
  }

  private void fixed(int next) throws IOException {
    boolean expected =
        switch (position) {
          case 0 -> next == 0x1F;
          case 1 -> next == 0x8B;
          case 2 -> next == 8;
          case 3 -> (next & 0xE0) == 0;
          default -> true;
        };
    if (!expected) {
      throw new BrokenReplyException("it says gzip and is not");
    }
    if (position == 3) {
      flags = next;
    }
    if (++position == 10) {
      extra = 0;
      enter((flags & EXTRA) != 0 ? Part.EXTRA_LENGTH : afterExtra());
    }
  }

  private Part afterExtra() {
    return (flags & NAME) != 0 ? Part.NAME : afterName();
  }

  private Part afterName() {
    return (flags & COMMENT) != 0 ? Part.COMMENT : afterComment();
  }

  private Part afterComment() {
    return (flags & HEADER_CHECKSUM) != 0 ? Part.HEADER_CHECKSUM : Part.DATA;
  }

  private void trailer(int next) throws IOException {
    trailer |= (long) next << (8 * position++);
    if (position == 8) {
      long expected = checksum.getValue() | ((inflater.getBytesWritten() & 0xFFFFFFFFL) << 32);
      if (trailer != expected) {
        throw new BrokenReplyException("its gzip checksum or size is wrong");
      }
      inflater.reset();
      checksum.reset();
      trailer = 0;
      enter(Part.FIXED);
    }
  }

  private void enter(Part next) {
    part = next;
    position = 0;
  }

  @Override
  boolean complete() {
    return part == Part.FIXED && position == 0;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
