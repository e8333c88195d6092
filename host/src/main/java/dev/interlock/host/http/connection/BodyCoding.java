package dev.interlock.host.http.connection;

import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Takes bodies with `Content-Encoding: gzip`; those with `identity` the server takes by itself.
/// Replies aren't compressed. What is made of a body counts against its limit, not what comes.
public final class BodyCoding implements ContentEncoding {

  @Override
  public Set<String> ids() {
    return Set.of("gzip", "x-gzip");
  }

  @Override
  public boolean supportsEncoding() {
    return false;
  }

  @Override
  public boolean supportsDecoding() {
    return true;
  }

  @Override
  public ContentDecoder decoder() {
    return Decoded::new;
  }

  @Override
  public ContentEncoder encoder() {
    return ContentEncoder.NO_OP;
  }

  @Override
  public String name() {
    return "gzip";
  }

  @Override
  public String type() {
    return "gzip";
  }

  /// Begins to read when it is read, since a body may be refused before.
  private static final class Decoded extends InputStream {
    private final InputStream network;
    private @Nullable InputStream gzip;

    Decoded(InputStream network) {
      this.network = network;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (gzip == null) {
        gzip = new GZIPInputStream(network);
      }
      int count = gzip.read(bytes, offset, length);
      if (count < 0 && network.read() >= 0) {
        throw new ZipException("more behind the end of the compressed body");
      }
      return count;
    }
  }
}
