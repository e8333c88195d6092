package dev.interlock.webhooks.route;

import dev.interlock.api.Json;
import dev.interlock.api.http.RouteReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/// What describes the delivery API, to programs and to people.
final class ApiDocument {

  private ApiDocument() {}

  static Json openApi() {
    return new Json(resource("openapi.json"));
  }

  /// Has no script and loads nothing.
  static RouteReply page() {
    return new RouteReply(
        200,
        "text/html; charset=utf-8",
        resource("index.html"),
        Map.of(
            "Content-Security-Policy",
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
  }

  private static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(ApiDocument.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + name, e);
    }
  }
}
