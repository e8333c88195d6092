package dev.interlock.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/// A whole reply.
///
/// @param contentType empty where there is no body
/// @param headers further ones
public record RouteReply(int status, String contentType, byte[] body, Map<String, String> headers) {

  public RouteReply {
    headers = Map.copyOf(headers);
  }

  public RouteReply(int status, String contentType, byte[] body) {
    this(status, contentType, body, Map.of());
  }

  public static RouteReply json(int status, Json json) {
    return new RouteReply(status, "application/json", json.utf8());
  }

  /// A problem document (RFC 9457).
  ///
  /// @param detail for people
  public static RouteReply problem(int status, String detail) {
    return new RouteReply(status, "application/problem+json", detail.getBytes(UTF_8));
  }

  public static RouteReply empty(int status) {
    return new RouteReply(status, "", new byte[0]);
  }

  /// The same with one more header.
  public RouteReply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new RouteReply(status, contentType, body, more);
  }
}
