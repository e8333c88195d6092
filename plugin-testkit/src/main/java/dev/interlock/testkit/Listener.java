package dev.interlock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.Consumer;

/// A listening socket and the thread that accepts on it. Once `close` returns, the system refuses
/// connections. Thread-safe.
final class Listener implements AutoCloseable {

  private static final int BACKLOG = 4096;

  private final ServerSocket socket = new ServerSocket();
  private final Thread acceptor;

  /// @param accepted is given every connection, on the accepting thread
  Listener(InetSocketAddress wanted, Consumer<Socket> accepted) throws IOException {
    socket.setReuseAddress(true);
    socket.bind(wanted, BACKLOG);
    acceptor =
        Thread.ofVirtual()
            .name("responder-" + socket.getLocalPort())
            .start(() -> acceptAll(accepted));
  }

  int port() {
    return socket.getLocalPort();
  }

  boolean isClosed() {
    return socket.isClosed();
  }

  private void acceptAll(Consumer<Socket> accepted) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        accepted.accept(connection);
        if (socket.isClosed()) {
          connection.close(); // `close` came in between
        }
      } catch (SocketException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    try {
      acceptor.join(); // the system listens on until nobody waits in accept any more
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
