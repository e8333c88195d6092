package dev.interlock.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Json;

/// A whole reply.
public record RouteReply(int status, String contentType, byte[] body) {

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
}
