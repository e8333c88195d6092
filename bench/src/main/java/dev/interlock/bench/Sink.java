package dev.interlock.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// A responder that says 200 to every POST, in a process of its own so that its CPU time counts for
/// nobody. Prints its port, and ends with its standard input. Its one argument is how many
/// milliseconds it takes for an answer; without, none.
public final class Sink {

  private static final byte[] REPLY =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok"
          .getBytes(StandardCharsets.US_ASCII);

  private Sink() {}

  public static void main(String[] arguments) throws IOException {
    Duration takes = Duration.ofMillis(arguments.length == 0 ? 0 : Long.parseLong(arguments[0]));
    try (ServerSocket server = new ServerSocket(0, 2000, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      Thread.ofPlatform().daemon().start(() -> accept(server, takes));
      var _ = System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void accept(ServerSocket server, Duration takes) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> answer(socket, takes));
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private static void answer(Socket socket, Duration takes) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (int length = readHead(in); length >= 0; length = readHead(in)) {
        in.skipNBytes(length);
        if (takes.isPositive()) {
          LockSupport.parkNanos(takes.toNanos());
        }
        out.write(REPLY);
      }
    } catch (IOException _) {
      return; // the client ended
    }
  }

  /// The body's length; negative at the end.
  private static int readHead(InputStream in) throws IOException {
    int length = 0;
    StringBuilder line = new StringBuilder(128);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next != '\n') {
        line.append((char) next);
        continue;
      }
      String text = line.toString().strip().toLowerCase(Locale.ROOT);
      if (text.isEmpty()) {
        return length;
      }
      if (text.startsWith("content-length:")) {
        length = Integer.parseInt(text.substring(15).strip());
      }
      line.setLength(0);
    }
    return -1;
  }
}
