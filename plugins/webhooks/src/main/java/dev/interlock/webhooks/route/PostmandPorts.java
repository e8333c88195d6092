package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.InterlockException;
import dev.interlock.api.http.Listener;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.Routes;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.store.StoreException;
import dev.interlock.webhooks.compat.PostmandEnvironment;
import dev.interlock.webhooks.compat.PostmandSettings;
import dev.interlock.webhooks.wire.WireJson;

/// Postmand's two ports: the API without keys, with its documentation, and the health check. They
/// close with the connector.
final class PostmandPorts {

  private static final ByteSize NO_BODY = new ByteSize(1024);
  private static final String KEY = "webhooks.compat.postmand.";

  private final PostmandSettings settings;
  private final ConnectorContext context;
  private final WebhookDirectory directory;

  PostmandPorts(PostmandSettings settings, ConnectorContext context, WebhookDirectory directory) {
    this.settings = settings;
    this.context = context;
    this.directory = directory;
  }

  /// A host of workers alone has the health check only, as postmand's worker had; a port that is
  /// taken, by the server beside it, is no reason for a worker not to work.
  void open(ApiRoutes api) {
    PostmandEnvironment environment = PostmandEnvironment.of(context.folder());
    environment.ignored().forEach(note -> context.logger().info("{}", note));
    int healthPort = environment.healthPort(settings);
    if (context.routes().served()) {
      Listener served = listen(environment.port(settings), "port");
      api.register(served.routes());
      document(served.routes());
      say("API", served.port());
      openHealth(healthPort);
      return;
    }
    try {
      openHealth(healthPort);
    } catch (InterlockException taken) {
      context.logger().warn("no health check of this worker: {}", taken.getMessage());
    }
  }

  private void openHealth(int port) {
    Listener health = listen(port, "health_port");
    health.routes().route("GET", "/healthz", Scope.NONE, NO_BODY, request -> health());
    say("health check", health.port());
  }

  private void say(String what, int port) {
    context.activity().info("postmand's {} at {}:{}", what, settings.hostOrDefault(), port);
  }

  private Listener listen(int port, String key) {
    return context
        .routes()
        .listen(new ListenerSettings(settings.hostOrDefault(), port, KEY + key, DeliveryApi.STYLE));
  }

  private static void document(Routes routes) {
    RouteReply page = ApiDocument.page();
    routes.route("GET", "/swagger/index.html", Scope.NONE, NO_BODY, request -> page);
    RouteReply document = RouteReply.json(200, ApiDocument.openApi());
    routes.route("GET", "/swagger/doc.json", Scope.NONE, NO_BODY, request -> document);
  }

  private RouteReply health() {
    try {
      directory.registered().table().ping();
      return WireJson.reply(200, WireJson.object().put("success", true));
    } catch (StoreException failure) {
      context.logger().warn("health check: the store doesn't answer: {}", failure.getMessage());
      return WireJson.reply(500, WireJson.object().put("success", false));
    }
  }
}
