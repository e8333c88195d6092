package dev.interlock.api.http;

/// A port beside the host's own.
///
/// @param host the address to listen on: an IP literal, or a name of this machine
/// @param port 0 for any free one
/// @param key where `port` stands in the file, as `webhooks.compat.postmand.port`: for messages
/// @param style of every reply, those to unknown paths included
public record ListenerSettings(String host, int port, String key, RouteStyle style) {

  public ListenerSettings {
    if (host.isBlank() || port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          key + ": found \"" + host + "\", port " + port + ", expected an address and 0 to 65535");
    }
  }
}
