package dev.interlock.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 responder on a loopback port that the system chose. It keeps every request, 100,000
/// at most, or notes it in an `ArrivalLog`, and does with each what it was told: answer, veto,
/// delay, drip, reset, and worse. Connections are kept alive. Thread-safe; `close` is idempotent
/// and ends every wait.
///
/// Each request takes the next of the replies given to `next`; where none is left, what `always` or
/// `answer` says; 204 unless told.
public final class Responder implements AutoCloseable {

  private static final int MAX_KEPT = 100_000;

  private final InetAddress address;
  private final @Nullable SSLContext tls;
  private final int port;
  private final LinkedBlockingQueue<Reply> script = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<ReceivedRequest> untaken = new LinkedBlockingQueue<>(MAX_KEPT);
  private final List<ReceivedRequest> requests = Collections.synchronizedList(new ArrayList<>());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Function<ReceivedRequest, Reply> otherwise = request -> Reply.status(204);
  private volatile @Nullable ArrivalLog log;
  private volatile Listener listener;

  private Responder(InetAddress address, @Nullable SSLContext tls) {
    this.address = address;
    this.tls = tls;
    this.listener = listen(0);
    this.port = listener.port();
  }

  public static Responder start() {
    return new Responder(InetAddress.getLoopbackAddress(), null);
  }

  /// Listens on another address than loopback: that of a test's own network.
  public static Responder start(InetAddress address) {
    return new Responder(address, null);
  }

  /// Speaks TLS with the key in `keys`.
  public static Responder start(KeyStore keys, char[] password) {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return new Responder(InetAddress.getLoopbackAddress(), context);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key store serves no TLS", e);
    }
  }

  /// `http://ADDRESS:PORT` and the path, or `https://localhost:PORT` and the path.
  public URI url(String path) {
    String host = tls == null ? address.getHostAddress() : "localhost";
    return URI.create((tls == null ? "http://" : "https://") + host + ":" + port + path);
  }

  public int port() {
    return port;
  }

  /// The next requests are treated so, one each, in this order.
  public Responder next(Reply... replies) {
    script.addAll(List.of(replies));
    return this;
  }

  /// Every request beyond the script is treated so.
  public Responder always(Reply reply) {
    return answer(request -> reply);
  }

  /// Every request beyond the script is treated as `reply` says. It may be called on many threads
  /// at once.
  public Responder answer(Function<ReceivedRequest, Reply> reply) {
    this.otherwise = reply;
    return this;
  }

  /// Every request beyond the script is treated in turn: the first, the second, …, the first again.
  public Responder flapping(Reply... turns) {
    List<Reply> replies = List.of(turns);
    AtomicInteger turn = new AtomicInteger();
    return answer(request -> replies.get(Math.floorMod(turn.getAndIncrement(), replies.size())));
  }

  /// Of each delivery beyond the script, the first try is treated as the first reply says, the
  /// second as the second, and those beyond the last as the last. Tries are told apart by their
  /// `webhook-attempt`.
  public Responder eachTry(Reply... tries) {
    List<Reply> replies = List.of(tries);
    return answer(
        request -> {
          int attempt = Integer.parseInt(request.header("webhook-attempt").orElse("1"));
          return replies.get(Math.clamp(attempt - 1L, 0, replies.size() - 1));
        });
  }

  /// From now on requests are noted there, and no longer kept: `requests` and `take` see none of
  /// them.
  public Responder log(ArrivalLog arrivals) {
    this.log = arrivals;
    return this;
  }

  /// No connection is accepted any more: the system refuses it. Open ones are closed.
  public void refuse() {
    quietly(listener);
    open.forEach(Responder::quietly);
  }

  /// Accepts connections again, on the same port.
  public void accept() {
    if (listener.isClosed()) {
      listener = listen(port);
    }
  }

  /// Every request so far, in the order of arrival.
  public List<ReceivedRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /// The first request that was not taken yet; waits for it.
  ///
  /// @throws AssertionError where none came in time
  public ReceivedRequest take(Duration atMost) throws InterruptedException {
    ReceivedRequest request = untaken.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    if (request == null) {
      throw new AssertionError(
          "no request came within " + atMost + "; " + requests.size() + " came before");
    }
    return request;
  }

  /// How many connections were accepted so far.
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    closed.countDown();
    refuse();
  }

  private Listener listen(int wanted) {
    try {
      return new Listener(new InetSocketAddress(address, wanted), this::accepted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accepted(Socket wire) {
    int number = connections.incrementAndGet();
    open.add(wire);
    Thread.ofVirtual().name("responder-connection-" + number).start(() -> serve(wire, number));
  }

  private void serve(Socket wire, int number) {
    try (wire;
        Socket socket = tls == null ? wire : secure(tls, wire)) {
      wire.setTcpNoDelay(true);
      RequestReader reader =
          new RequestReader(
              new BufferedInputStream(socket.getInputStream()), socket.getOutputStream(), number);
      ReplyWriter writer = new ReplyWriter(wire, socket, closed);
      for (ReceivedRequest request = reader.next(); request != null; request = reader.next()) {
        if (!treat(request, writer)) {
          return;
        }
      }
    } catch (IOException _) {
      // The peer left, as peers do; what it sent by then is in `requests`.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(wire);
    }
  }

  /// Whether the connection is still good for another request.
  private boolean treat(ReceivedRequest request, ReplyWriter writer)
      throws IOException, InterruptedException {
    ArrivalLog arrivals = log;
    if (arrivals == null) {
      keep(request);
      return writer.write(replyTo(request), _ -> {});
    }
    try (ArrivalLog.Open arrival = arrivals.began(request)) {
      return writer.write(replyTo(request), arrival::ended);
    }
  }

  private Reply replyTo(ReceivedRequest request) {
    Reply scripted = script.poll();
    return scripted == null ? otherwise.apply(request) : scripted;
  }

  private void keep(ReceivedRequest request) {
    requests.add(request); // first: whoever takes it finds it there as well
    if (!untaken.offer(request)) {
      throw new IllegalStateException("more than " + MAX_KEPT + " requests");
    }
  }

  private static Socket secure(SSLContext context, Socket wire) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(wire, null, wire.getPort(), true);
    socket.setUseClientMode(false);
    return socket;
  }

  private static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception _) {
      // Closing is all that was asked.
    }
  }
}
