package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Registration;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.Routes;
import dev.interlock.api.settings.ByteSize;
import java.util.Locale;
import java.util.Set;

/// The routes of one connector, in the host's table. Thread-safe.
final class ConnectorRoutes implements Routes {

  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private final String owner;
  private final RouteTable table;

  ConnectorRoutes(String owner, RouteTable table) {
    this.owner = owner;
    this.table = table;
  }

  @Override
  public Registration route(
      String method, String path, Scope scope, ByteSize maxBody, RouteHandler handler) {
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException(
          "route " + path + ": found method " + method + ", expected one of " + METHODS);
    }
    Endpoint endpoint = call -> reply(handler.handle(call));
    Route route =
        new Route(
            owner,
            method,
            PathTemplate.parse(path),
            Route.Access.of(scope),
            maxBody.bytes(),
            endpoint);
    table.add(route);
    return () -> table.remove(route);
  }

  /// `RouteReply.problem` carries only its detail: the document is made here.
  private static Reply reply(RouteReply reply) {
    String type = reply.contentType();
    if (type.toLowerCase(Locale.ROOT).startsWith(Problem.CONTENT_TYPE)
        && !isDocument(reply.body())) {
      return Problem.of(reply.status(), new String(reply.body(), UTF_8)).reply();
    }
    return new Reply.Whole(reply.status(), type, reply.body(), reply.headers());
  }

  private static boolean isDocument(byte[] body) {
    return body.length > 0 && body[0] == '{';
  }
}
