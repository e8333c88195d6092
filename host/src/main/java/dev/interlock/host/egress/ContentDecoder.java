package dev.interlock.host.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Decompresses a reply as it arrives, no further than its body takes: what a bomb would become is
/// never made. One thread at a time; `close` frees native memory.
abstract sealed class ContentDecoder implements AutoCloseable permits GzipDecoder, DeflateDecoder {

  private final byte[] chunk = new byte[4096];

  /// The decoder of a `Content-Encoding`; null where there is none that we know: such a body is
  /// handed on as it is.
  static @Nullable ContentDecoder of(@Nullable String encoding) {
    if (encoding == null) {
      return null;
    }
    return switch (encoding.trim().toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> new GzipDecoder();
      case "deflate" -> new DeflateDecoder();
      default -> null;
    };
  }

  /// Reads `source` to its end, or until the body overflows.
  ///
  /// @throws BrokenReplyException where it is not of this encoding
  abstract void decode(ByteBuffer source, ReplyBody body) throws IOException;

  /// Whether the compressed stream came to its own end, or never began.
  abstract boolean complete();

  @Override
  public abstract void close();

  /// Inflates until the source is used up, the stream ends or the body overflows. What follows the
  /// stream stays in `source`.
  final void inflate(Inflater inflater, ByteBuffer source, ReplyBody body, ChecksumSink sink)
      throws IOException {
    inflater.setInput(source);
    try {
      while (!inflater.finished() && !body.overflowed()) {
        int count = inflater.inflate(chunk);
        if (count > 0) {
          sink.update(chunk, count);
          body.append(chunk, count);
        } else if (inflater.needsDictionary()) {
          throw new BrokenReplyException("its compression needs a dictionary");
        } else if (inflater.needsInput()) {
          return;
        }
      }
    } catch (DataFormatException broken) {
      throw new BrokenReplyException("its compression is broken: " + broken.getMessage());
    }
  }

  /// Sees each decompressed piece.
  @FunctionalInterface
  interface ChecksumSink {
    void update(byte[] bytes, int count);
  }
}
