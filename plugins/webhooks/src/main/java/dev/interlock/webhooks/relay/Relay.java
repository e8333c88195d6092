package dev.interlock.webhooks.relay;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.http.Listener;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.RouteStyle;
import dev.interlock.api.http.Routes;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.webhooks.compat.RelaySettings;
import dev.interlock.webhooks.relay.store.DestinationTable;
import org.jspecify.annotations.Nullable;

/// The message forwarder's API and its destinations at work. It knows no keys, and refuses to be
/// told another method than the request's. `close` is idempotent.
public final class Relay implements AutoCloseable {

  private static final ByteSize NO_BODY = new ByteSize(1024);
  private static final ByteSize MOST = new ByteSize(1 << 20);
  private static final String OVERRIDE = "X-HTTP-Method-Override";

  private final ConnectorContext context;
  private final Destinations destinations;

  private Relay(ConnectorContext context) {
    this.context = context;
    this.destinations =
        new Destinations(
            new DestinationTable(context.store()),
            context.deliveries(),
            new DestinationTargets(context.egress(), context.version(), context.logger()),
            context.logger());
  }

  /// Takes up the messages that wait, and serves the API. Null where the file doesn't ask for it.
  public static @Nullable Relay start(@Nullable RelaySettings settings, ConnectorContext context) {
    if (settings == null) {
      return null;
    }
    Relay relay = new Relay(context);
    relay.destinations.start();
    Integer port = settings.port();
    if (port == null) {
      relay.register(context.routes(), Scope.LOCAL);
    } else if (context.routes().served()) {
      relay.register(listen(settings.hostOrDefault(), port, context), Scope.NONE);
    }
    return relay;
  }

  /// A port of its own is at the address that the file names: that says who may call.
  private static Routes listen(String host, int port, ConnectorContext context) {
    Listener listener =
        context
            .routes()
            .listen(
                new ListenerSettings(host, port, "webhooks.compat.relay.port", RouteStyle.USUAL));
    context.activity().info("forwarder's API at {}:{}", host, listener.port());
    return listener.routes();
  }

  public ForwardTargets targets() {
    return new ForwardTargets(destinations);
  }

  private void register(Routes routes, Scope scope) {
    DestinationRoutes places =
        new DestinationRoutes(destinations, new DestinationForm(context.egress()));
    add(routes, scope, "GET", "/destinations", places::list);
    add(routes, scope, "POST", "/destinations", places::create);
    add(routes, scope, "GET", "/destinations/{id}", places::show);
    add(routes, scope, "PUT", "/destinations/{id}", places::replace);
    add(routes, scope, "PATCH", "/destinations/{id}", places::update);
    add(routes, scope, "DELETE", "/destinations/{id}", places::delete);
    MessageRoutes messages =
        new MessageRoutes(new Messages(destinations, context.deliveries(), context.clock()));
    add(routes, scope, "GET", "/messages", messages::list);
    add(routes, scope, "POST", "/messages", messages::create);
    add(routes, scope, "GET", "/messages/{id}", messages::show);
    add(routes, scope, "DELETE", "/messages/{id}", messages::delete);
    add(routes, scope, "GET", "/doc", request -> DocumentPage.REPLY);
  }

  private static void add(
      Routes routes, Scope scope, String method, String path, RouteHandler handler) {
    boolean hasBody = !method.equals("GET") && !method.equals("DELETE");
    routes.route(
        method,
        path,
        scope,
        hasBody ? MOST : NO_BODY,
        request ->
            request.header(OVERRIDE).isPresent()
                ? RelayReply.problem(
                    400, "Bad Request", OVERRIDE + " is not observed: send the method itself")
                : handler.handle(request));
  }

  @Override
  public void close() {
    destinations.close();
  }
}
