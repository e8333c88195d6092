package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Json;
import dev.interlock.api.Registration;
import dev.interlock.api.http.Listener;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteStyle;
import dev.interlock.api.http.Routes;
import dev.interlock.api.settings.ByteSize;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// The routes of one connector, in the table of one port. Thread-safe.
final class ConnectorRoutes implements Routes {

  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private final String owner;
  private final ConnectorStage stage;
  private final StagedRoutes routes;
  private final BooleanSupplier served;
  private final RouteStyle style;

  /// @param routes of the port that they are added to
  /// @param served whether the host's own port is open
  ConnectorRoutes(String owner, ConnectorStage stage, StagedRoutes routes, BooleanSupplier served) {
    this(owner, stage, routes, served, RouteStyle.USUAL);
  }

  private ConnectorRoutes(
      String owner,
      ConnectorStage stage,
      StagedRoutes routes,
      BooleanSupplier served,
      RouteStyle style) {
    this.owner = owner;
    this.stage = stage;
    this.routes = routes;
    this.served = served;
    this.style = style;
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
            new Route.Terms(Route.Access.of(scope), maxBody.bytes(), style),
            endpoint,
            stage.requests());
    routes.add(route);
    return () -> routes.remove(route);
  }

  @Override
  public ConnectorRoutes styled(RouteStyle given) {
    return new ConnectorRoutes(owner, stage, routes, served, given);
  }

  @Override
  public Registration describe(Json openApi) {
    return stage.describe(openApi);
  }

  @Override
  public boolean served() {
    return served.getAsBoolean();
  }

  @Override
  public Listener listen(ListenerSettings settings) {
    return stage.listen(settings);
  }

  /// `RouteReply.problem` carries only its detail: the document is made here.
  private static Reply reply(RouteReply reply) {
    String type = reply.contentType();
    if (type.toLowerCase(Locale.ROOT).startsWith(Problem.CONTENT_TYPE)
        && !isDocument(reply.body())) {
      return Problem.of(reply.status(), new String(reply.body(), UTF_8))
          .with(reply.headers())
          .reply();
    }
    return new Reply.Whole(reply.status(), type, reply.body(), reply.headers());
  }

  private static boolean isDocument(byte[] body) {
    return body.length > 0 && body[0] == '{';
  }
}
