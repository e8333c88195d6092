package dev.interlock.bench.fairness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A hundred responders on one port, told apart by the path `/N`. Each notes how long the body was
/// under way since the moment that it names. One can be made slow, one can die: it takes requests
/// and never answers.
final class Responders implements AutoCloseable {

  static final int NUMBER = 100;
  static final int SLOW = 0;
  static final int DEAD = 1;

  /// Stands in a body before the moment, in nanoseconds of this JVM.
  static final String MOMENT = "since=";

  private static final Duration SLOWNESS = Duration.ofSeconds(2);
  private static final byte[] REPLY =
      "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final AtomicLong answered = new AtomicLong();
  private final List<Long> others = new ArrayList<>(); // guarded by itself
  private volatile boolean disturbed;

  private Responders(ServerSocket server) {
    this.server = server;
  }

  static Responders start() throws IOException {
    Responders responders =
        new Responders(new ServerSocket(0, 2000, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(responders::accept);
    return responders;
  }

  String url(int number) {
    return "http://127.0.0.1:" + server.getLocalPort() + "/" + number;
  }

  /// From now on one is slow and one is dead.
  void disturb() {
    disturbed = true;
  }

  long answered() {
    return answered.get();
  }

  /// Milliseconds on the way to all but the two, sorted; begins anew.
  double[] takeOthers() {
    synchronized (others) {
      double[] millis = others.stream().mapToDouble(nanos -> nanos / 1e6).toArray();
      others.clear();
      Arrays.sort(millis);
      return millis;
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      String head = head(in);
      while (!head.isEmpty()) {
        int number = Integer.parseInt(between(head, " /", " "));
        byte[] body = in.readNBytes(Integer.parseInt(between(head, "content-length: ", "\r")));
        note(number, new String(body, StandardCharsets.US_ASCII));
        if (disturbed && number == DEAD) {
          in.read(); // until the caller gives up
          return;
        }
        if (disturbed && number == SLOW) {
          LockSupport.parkNanos(SLOWNESS.toNanos());
        }
        out.write(REPLY);
        answered.incrementAndGet();
        head = head(in);
      }
    } catch (IOException _) {
      return; // the caller ended
    }
  }

  private void note(int number, String body) {
    int at = body.indexOf(MOMENT);
    if (at < 0 || number == SLOW || number == DEAD) {
      return;
    }
    long moment = Long.parseLong(between(body, MOMENT, ";"));
    synchronized (others) {
      others.add(System.nanoTime() - moment);
    }
  }

  private static String between(String text, String before, String after) {
    int from = text.indexOf(before) + before.length();
    return text.substring(from, text.indexOf(after, from));
  }

  /// In lowercase; empty at the end.
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder(512);
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.append((char) next);
      int length = head.length();
      if (next == '\n' && length > 3 && head.charAt(length - 3) == '\n') {
        return head.toString().toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
