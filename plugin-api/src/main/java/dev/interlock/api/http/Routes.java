package dev.interlock.api.http;

import dev.interlock.api.Registration;
import dev.interlock.api.settings.ByteSize;

/// Adds routes. The host checks key, scope, `Host`, `Origin` and limits before a handler sees
/// anything. Thread-safe.
public interface Routes {

  /// @param method `GET`, `POST`, `PUT`, `PATCH` or `DELETE`
  /// @param path segments; `{name}` stands for one segment: `/v1/webhooks/{name}/test`
  /// @throws IllegalArgumentException where another connector has the same route
  Registration route(
      String method, String path, Scope scope, ByteSize maxBody, RouteHandler handler);

  /// What a key must be allowed to do. `NONE` needs no key; `LOCAL` needs none either, and answers
  /// callers on this machine only.
  enum Scope {
    NONE,
    LOCAL,
    READ,
    MANAGE
  }
}
