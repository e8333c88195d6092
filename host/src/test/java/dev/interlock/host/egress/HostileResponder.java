package dev.interlock.host.egress;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers every request on a loopback port as a script says, byte for byte.
final class HostileResponder implements AutoCloseable {

  /// What to do with one connection once a request was read. True: read the next one.
  interface Script {
    boolean answer(Exchange exchange) throws Exception;
  }

  record Exchange(String head, byte[] body, Socket socket, CountDownLatch closing) {

    void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    }

    /// Blocks until the other side closes.
    int readToEnd() throws IOException {
      return socket.getInputStream().read();
    }
  }

  private final ServerSocket server;
  private final CountDownLatch closing = new CountDownLatch(1);
  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger closedByPeer = new AtomicInteger();
  final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  HostileResponder(ServerSocket server, Script script) {
    this.server = server;
    Thread.ofVirtual().start(() -> accept(script));
  }

  static HostileResponder start(Script script) throws IOException {
    return new HostileResponder(
        new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), script);
  }

  static Script ok(String body) {
    return exchange -> {
      exchange.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
      return true;
    };
  }

  int port() {
    return server.getLocalPort();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port() + "/hook");
  }

  private void accept(Script script) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        Thread.ofPlatform().daemon().start(() -> serve(socket, script));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket, Script script) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        String head = head(in);
        if (head.isEmpty()) {
          closedByPeer.incrementAndGet();
          return;
        }
        heads.add(head);
        byte[] body = in.readNBytes(length(head));
        if (!script.answer(new Exchange(head, body, socket, closing))) {
          return;
        }
      }
    } catch (Exception gone) {
      closedByPeer.incrementAndGet();
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int next;
    while ((next = in.read()) >= 0) {
      head.write(next);
      if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase().startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
