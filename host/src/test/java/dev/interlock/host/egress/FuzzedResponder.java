package dev.interlock.host.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A loopback server that answers `/fuzzed` with the bytes that it was given, in one write, and
/// every other path with a marker. It keeps nothing of what came, so it can run for hours.
final class FuzzedResponder implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  private volatile byte[] bytes = {};
  private volatile boolean closing;
  private volatile String marker = "";

  FuzzedResponder() throws IOException {
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  void answersWith(byte[] answer, boolean closingBehind) {
    bytes = answer;
    closing = closingBehind;
  }

  void marks(String text) {
    marker = text;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        boolean fuzzed = head.startsWith("GET /fuzzed ");
        byte[] answer = fuzzed ? bytes : marked();
        boolean last = fuzzed && closing;
        socket.getOutputStream().write(answer);
        if (last) {
          return;
        }
      }
    } catch (IOException gone) {
      // the client closed: that is its right
    }
  }

  private byte[] marked() {
    String text = marker;
    return ("HTTP/1.1 299 Marked\r\nContent-Length: " + text.length() + "\r\n\r\n" + text)
        .getBytes(ISO_8859_1);
  }

  /// Up to the empty line; empty at the end of the stream.
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.append((char) next);
      if (next == '\n' && head.lastIndexOf("\r\n\r\n") == head.length() - 4) {
        return head.toString();
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
