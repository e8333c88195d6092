package dev.interlock.host.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// `deflate`: zlib as RFC 9110 says, or bare as some responders send it; the first two bytes tell.
final class DeflateDecoder extends ContentDecoder {

  private int first = -1;
  private @Nullable Inflater inflater;

  @Override
  void decode(ByteBuffer source, ReplyBody body) throws IOException {
    if (inflater == null) {
      if (first < 0 && source.hasRemaining()) {
        first = source.get() & 0xFF;
      }
      if (!source.hasRemaining()) {
        return;
      }
      boolean zlib =
          (first & 0x0F) == 8 && ((first << 8) | (source.get(source.position()) & 0xFF)) % 31 == 0;
      inflater = new Inflater(!zlib);
      inflate(inflater, ByteBuffer.wrap(new byte[] {(byte) first}), body, (bytes, count) -> {});
    }
    inflate(inflater, source, body, (bytes, count) -> {});
    if (inflater.finished() && source.hasRemaining()) {
      throw new BrokenReplyException("bytes follow its compressed body");
    }
  }

  @Override
  boolean complete() {
    return inflater == null ? first < 0 : inflater.finished();
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
    }
  }
}
