package dev.interlock.host.egress;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.impl.nio.HttpConnectionEventHandler;
import org.apache.hc.core5.http2.impl.nio.ClientH2IOEventHandler;
import org.apache.hc.core5.http2.impl.nio.ClientH2PrefaceHandler;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Keeps HTTP/2 frames of unknown types (ALTSVC, ORIGIN, those kept for experiments) from
/// httpcore5-h2, which finds no name for them and fails with a NullPointerException, where RFC
/// 9113, 5.5, has them passed over. All that is read comes through `inputReady`, since HTTP/2 is
/// spoken over TLS alone. For IO threads.
final class FrameSieve implements HttpConnectionEventHandler {

  private final HttpConnectionEventHandler http2;
  private final Frames frames;

  private FrameSieve(HttpConnectionEventHandler http2, Frames frames) {
    this.http2 = http2;
    this.frames = frames;
  }

  /// The same handler, behind a sieve where it speaks HTTP/2, or begins to.
  ///
  /// @param frames those of the session, which go on from one handler to the next
  static IOEventHandler before(IOEventHandler handler, Frames frames) {
    return switch (handler) {
      case ClientH2PrefaceHandler begins -> new FrameSieve(begins, frames);
      case ClientH2IOEventHandler speaks -> new FrameSieve(speaks, frames);
      default -> handler;
    };
  }

  /// Where a connection stands in its frames.
  static final class Frames {

    private static final int HEAD = 9;
    private static final int LAST_KNOWN = 9; // CONTINUATION

    private final byte[] head = new byte[HEAD];
    private int headLength;
    private int payload;
    private boolean known;

    /// What of it belongs to frames of known types.
    ByteBuffer sift(ByteBuffer bytes) {
      ByteBuffer sifted = ByteBuffer.allocate(bytes.remaining() + HEAD);
      while (bytes.hasRemaining()) {
        if (payload > 0) {
          pass(bytes, sifted);
        } else {
          head[headLength++] = bytes.get();
          if (headLength == HEAD) {
            begin(sifted);
          }
        }
      }
      return sifted.flip();
    }

    private void pass(ByteBuffer bytes, ByteBuffer sifted) {
      int count = Math.min(payload, bytes.remaining());
      if (known) {
        sifted.put(bytes.slice(bytes.position(), count));
      }
      bytes.position(bytes.position() + count);
      payload -= count;
    }

    private void begin(ByteBuffer sifted) {
      headLength = 0;
      payload = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
      known = (head[3] & 0xff) <= LAST_KNOWN;
      if (known) {
        sifted.put(head);
      }
    }
  }

  @Override
  public void inputReady(IOSession session, @Nullable ByteBuffer source) throws IOException {
    if (source == null) {
      http2.inputReady(session, null);
      return;
    }
    ByteBuffer sifted = frames.sift(source);
    if (sifted.hasRemaining()) {
      http2.inputReady(session, sifted);
    }
    if (sifted.hasRemaining() && http2.isOpen()) {
      throw new IOException("frames were left unread");
    }
  }

  @Override
  public void connected(IOSession session) throws IOException {
    http2.connected(session);
  }

  @Override
  public void outputReady(IOSession session) throws IOException {
    http2.outputReady(session);
  }

  @Override
  public void timeout(IOSession session, Timeout timeout) throws IOException {
    http2.timeout(session, timeout);
  }

  @Override
  public void exception(IOSession session, Exception cause) {
    http2.exception(session, cause);
  }

  @Override
  public void disconnected(IOSession session) {
    http2.disconnected(session);
  }

  @Override
  public SSLSession getSSLSession() {
    return http2.getSSLSession();
  }

  @Override
  public EndpointDetails getEndpointDetails() {
    return http2.getEndpointDetails();
  }

  @Override
  public ProtocolVersion getProtocolVersion() {
    return http2.getProtocolVersion();
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return http2.getRemoteAddress();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return http2.getLocalAddress();
  }

  @Override
  public Timeout getSocketTimeout() {
    return http2.getSocketTimeout();
  }

  @Override
  public void setSocketTimeout(Timeout timeout) {
    http2.setSocketTimeout(timeout);
  }

  @Override
  public boolean isOpen() {
    return http2.isOpen();
  }

  @Override
  public void close() throws IOException {
    http2.close();
  }

  @Override
  public void close(CloseMode mode) {
    http2.close(mode);
  }
}
