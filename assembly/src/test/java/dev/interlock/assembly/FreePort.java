package dev.interlock.assembly;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// A loopback port for a host that must be found before it says where it listens.
final class FreePort {

  private FreePort() {}

  /// One that was free a moment ago.
  static int next() throws IOException {
    try (ServerSocket socket = taken()) {
      return socket.getLocalPort();
    }
  }

  /// One that nobody else can listen on until it is closed.
  static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
