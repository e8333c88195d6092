package dev.interlock.api.http;

import dev.interlock.api.Json;
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

  /// The same place, for routes that answer in a form of their own.
  Routes styled(RouteStyle style);

  /// Describes routes to callers: an OpenAPI 3.1 object, whose `paths` and `components.schemas`
  /// become part of `/openapi.json` and of its page for as long as it is registered.
  Registration describe(Json openApi);

  /// Opens a port beside the host's own. It has only the routes that are added to it, asks for no
  /// key, and keeps the same rules for browsers and the same limits. It closes with the connector.
  ///
  /// @throws dev.interlock.api.InterlockException where the address can't be listened on; the
  ///   message says what to do
  Listener listen(ListenerSettings settings);

  /// Whether the host's own port is open: not in a process that only delivers, which has no API.
  default boolean served() {
    return true;
  }

  /// What a key must be allowed to do. `NONE` needs no key; `LOCAL` needs none either, and answers
  /// callers on this machine only.
  enum Scope {
    NONE,
    LOCAL,
    READ,
    MANAGE
  }
}
