package dev.interlock.assembly;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Many clients that publish one large body after another, each on a connection that it keeps until
/// the host closes it: what the host refuses is tried again after a second. Raw sockets, so that
/// the load costs little. Thread-safe.
final class UploadLoad implements AutoCloseable {

  /// In place of a status: the connection broke.
  static final int BROKEN = 0;

  private static final long RETRY_AFTER = 1_000_000_000;
  private static final int TIMEOUT = 60_000;

  private final int port;
  private final byte[] request;
  private final Map<Integer, Long> statuses = new ConcurrentHashMap<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopped;

  UploadLoad(URI api, String event, String body, int connections) {
    this.port = api.getPort();
    this.request =
        ("POST /v1/events/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(event, port, body.length(), body))
            .getBytes(US_ASCII);
    for (int i = 0; i < connections; i++) {
      clients.add(Thread.ofVirtual().start(this::publishUntilStopped));
    }
  }

  /// How often each status was answered.
  Map<Integer, Long> statuses() {
    return Map.copyOf(statuses);
  }

  long answered(int status) {
    return statuses.getOrDefault(status, 0L);
  }

  private void publishUntilStopped() {
    while (!stopped) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(TIMEOUT);
        publishOn(socket);
      } catch (IOException _) {
        count(BROKEN);
      }
      LockSupport.parkNanos(RETRY_AFTER);
    }
  }

  /// Until the host closes it, or refuses.
  private void publishOn(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    int status = 200;
    while (!stopped && status == 200) {
      socket.getOutputStream().write(request);
      status = readReply(in);
      count(status);
    }
  }

  private void count(int status) {
    if (!stopped) {
      statuses.merge(status, 1L, Long::sum);
    }
  }

  private static int readReply(InputStream in) throws IOException {
    String status = line(in);
    if (status.length() < 12) {
      throw new IOException("no reply");
    }
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return Integer.parseInt(status.substring(9, 12));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /// Leaves what is under way.
  @Override
  public void close() {
    stopped = true;
    clients.forEach(Thread::interrupt);
  }
}
