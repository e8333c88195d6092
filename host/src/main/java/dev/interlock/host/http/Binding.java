package dev.interlock.host.http;

import dev.interlock.api.settings.ByteSize;
import org.jspecify.annotations.Nullable;

/// Where one port is, and what it takes.
///
/// @param tls null for plain HTTP
/// @param remedy what to do where the address is taken: `choose another port with --port`
record Binding(String host, int port, @Nullable TlsSettings tls, ByteSize maxBody, String remedy) {

  /// Whether only this machine can reach it.
  boolean onLoopback() {
    return HttpSettings.isLoopback(host);
  }

  /// Whether it means every address of the machine.
  boolean onEveryAddress() {
    return HttpSettings.isEveryAddress(host);
  }
}
