package dev.interlock.host.egress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Queue;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexer;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;

/// Sees that an HTTP/1.1 connection serves again only where its reply ended exactly where it said,
/// and nothing more has come on it. HttpCore keeps bytes behind a reply, and reads them as the
/// beginning of the next one, which may be another webhook's; it has no way to look, so its own
/// fields are read here. For IO threads.
final class ReplyBoundary implements IOEventHandler {

  private static final VarHandle DUPLEXER;
  private static final VarHandle BUFFER;
  private static final VarHandle PIPELINE;
  private static final VarHandle OUTGOING;
  private static final VarHandle INCOMING;

  static {
    try {
      String room = "org.apache.hc.core5.http.impl.nio.";
      DUPLEXER = field(Class.forName(room + "AbstractHttp1IOEventHandler"), "streamDuplexer");
      BUFFER = field(Class.forName(room + "AbstractHttp1StreamDuplexer"), "inbuf");
      PIPELINE = field(ClientHttp1StreamDuplexer.class, "pipeline");
      OUTGOING = field(ClientHttp1StreamDuplexer.class, "outgoing");
      INCOMING = field(ClientHttp1StreamDuplexer.class, "incoming");
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException(
          "httpcore5 is another one than this was written for", changed);
    }
  }

  private static VarHandle field(Class<?> owner, String name) throws ReflectiveOperationException {
    return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
        .unreflectVarHandle(owner.getDeclaredField(name));
  }

  /// The connection that the current IO thread reads from.
  private static final ThreadLocal<ReplyBoundary> READING = new ThreadLocal<>();

  private final ClientHttp1IOEventHandler http;
  private final Object duplexer;
  private final SessionInputBuffer buffer;
  private final Queue<?> pipeline;

  private ReplyBoundary(ClientHttp1IOEventHandler http) {
    this.http = http;
    this.duplexer = DUPLEXER.get(http);
    this.buffer = (SessionInputBuffer) BUFFER.get(duplexer);
    this.pipeline = (Queue<?>) PIPELINE.get(duplexer);
  }

  /// The same handler, guarded where it speaks HTTP/1.1.
  static IOEventHandler guarding(IOEventHandler handler) {
    return handler instanceof ClientHttp1IOEventHandler http ? new ReplyBoundary(http) : handler;
  }

  /// Whether more has come on the connection whose reply just ended, on this thread.
  static boolean hasSurplus() {
    ReplyBoundary reading = READING.get();
    return reading != null && reading.buffer.hasData();
  }

  @Override
  public void inputReady(IOSession session, ByteBuffer source) throws java.io.IOException {
    boolean idle = isIdle();
    long before = received();
    READING.set(this);
    try {
      http.inputReady(session, source);
    } finally {
      READING.remove();
    }
    if (idle && received() > before) {
      http.close(CloseMode.IMMEDIATE); // nobody asked
    }
  }

  /// Whether no reply is awaited.
  private boolean isIdle() {
    return pipeline.isEmpty()
        && OUTGOING.getVolatile(duplexer) == null
        && INCOMING.getVolatile(duplexer) == null;
  }

  private long received() {
    return http.getEndpointDetails().getReceivedBytesCount();
  }

  @Override
  public void connected(IOSession session) throws java.io.IOException {
    http.connected(session);
  }

  @Override
  public void outputReady(IOSession session) throws java.io.IOException {
    http.outputReady(session);
  }

  @Override
  public void timeout(IOSession session, Timeout timeout) throws java.io.IOException {
    http.timeout(session, timeout);
  }

  @Override
  public void exception(IOSession session, Exception cause) {
    http.exception(session, cause);
  }

  @Override
  public void disconnected(IOSession session) {
    http.disconnected(session);
  }
}
