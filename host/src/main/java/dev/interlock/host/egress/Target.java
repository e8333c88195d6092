package dev.interlock.host.egress;

import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/// Where a URL points, in the one form that the guard lets pass. Nothing may write to `literal`.
///
/// @param scheme `http` or `https`
/// @param host the name in ASCII, or the address without brackets
/// @param literal the address where the URL names one
/// @param authority what the Host header says
/// @param path path and query as they go on the wire
record Target(
    String scheme,
    String host,
    int port,
    byte @Nullable [] literal,
    URIAuthority authority,
    String path) {

  boolean secure() {
    return scheme.equals("https");
  }

  /// `host:port`, for messages.
  String label() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
