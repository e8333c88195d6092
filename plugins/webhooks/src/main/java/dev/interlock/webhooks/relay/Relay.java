package dev.interlock.webhooks.relay;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.Routes;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.webhooks.relay.store.DestinationTable;

/// The message forwarder's API and its destinations at work. It knows no keys, and refuses to be
/// told another method than the request's. `close` is idempotent.
public final class Relay implements AutoCloseable {

  private static final ByteSize NO_BODY = new ByteSize(1024);
  private static final ByteSize MOST = new ByteSize(1 << 20);
  private static final String OVERRIDE = "X-HTTP-Method-Override";

  private final ConnectorContext context;
  private final Destinations destinations;

  public Relay(ConnectorContext context) {
    this.context = context;
    this.destinations =
        new Destinations(
            new DestinationTable(context.store()),
            context.deliveries(),
            new DestinationTargets(context.egress(), context.version()),
            context.logger());
  }

  /// Takes up the messages that wait.
  public void start() {
    destinations.start();
  }

  /// Serves the API.
  public void register(Routes routes) {
    DestinationRoutes places =
        new DestinationRoutes(destinations, new DestinationForm(context.egress()));
    add(routes, "GET", "/destinations", places::list);
    add(routes, "POST", "/destinations", places::create);
    add(routes, "GET", "/destinations/{id}", places::show);
    add(routes, "PUT", "/destinations/{id}", places::replace);
    add(routes, "PATCH", "/destinations/{id}", places::update);
    add(routes, "DELETE", "/destinations/{id}", places::delete);
    MessageRoutes messages =
        new MessageRoutes(new Messages(destinations, context.deliveries()));
    add(routes, "GET", "/messages", messages::list);
    add(routes, "POST", "/messages", messages::create);
    add(routes, "GET", "/messages/{id}", messages::show);
    add(routes, "DELETE", "/messages/{id}", messages::delete);
    add(routes, "GET", "/doc", request -> DocumentPage.REPLY);
  }

  private static void add(Routes routes, String method, String path, RouteHandler handler) {
    boolean hasBody = !method.equals("GET") && !method.equals("DELETE");
    routes.route(
        method,
        path,
        Scope.LOCAL,
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
