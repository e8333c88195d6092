package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.Routes;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;

/// The delivery API at one port: postmand's endpoints and those beyond.
final class ApiRoutes {

  private static final ByteSize NO_BODY = new ByteSize(1024);
  private static final ByteSize SMALL = new ByteSize(64 << 10);

  /// The host's own limit is lower.
  private static final ByteSize PAYLOAD = new ByteSize(256 << 20);

  private final WebhookDirectory directory;
  private final WebhookEntries entries;
  private final ConnectorContext context;
  private final Trigger trigger;

  /// @param entries as they are shown at this port
  ApiRoutes(
      WebhookDirectory directory,
      WebhookEntries entries,
      ConnectorContext context,
      Trigger trigger) {
    this.directory = directory;
    this.entries = entries;
    this.context = context;
    this.trigger = trigger;
  }

  void register(Routes routes) {
    registerWebhooks(routes);
    registerActions(routes);
    registerDeliveries(routes);
  }

  private void registerWebhooks(Routes routes) {
    WebhookResource webhooks = new WebhookResource(directory, entries, context);
    get(routes, "/v1/webhooks", entries::list);
    get(routes, "/v1/webhooks/{id}", webhooks::show);
    change(routes, "POST", "/v1/webhooks", SMALL, webhooks::create);
    change(routes, "PUT", "/v1/webhooks/{id}", SMALL, webhooks::replace);
    change(routes, "DELETE", "/v1/webhooks/{id}", NO_BODY, webhooks::delete);
  }

  private void registerActions(Routes routes) {
    WebhookActions actions = new WebhookActions(directory, entries, context, trigger);
    SecretRotation secrets = new SecretRotation(directory, entries, context);
    WebhookStatistics statistics = new WebhookStatistics(directory, context);
    change(routes, "POST", "/v1/webhooks/{id}/pause", NO_BODY, actions::pause);
    change(routes, "POST", "/v1/webhooks/{id}/resume", NO_BODY, actions::resume);
    change(routes, "POST", "/v1/webhooks/{id}/enable", NO_BODY, actions::enable);
    change(routes, "POST", "/v1/webhooks/{id}/recover", SMALL, actions::recover);
    change(routes, "POST", "/v1/webhooks/{id}/test", PAYLOAD, actions::test);
    change(routes, "POST", "/v1/webhooks/{id}/rotate-secret", SMALL, secrets::rotate);
    get(routes, "/v1/webhooks/{id}/stats", statistics::show);
  }

  private void registerDeliveries(Routes routes) {
    DeliveryResource deliveries = new DeliveryResource(directory, context);
    DeliveryIntake intake = new DeliveryIntake(directory, context);
    get(routes, "/v1/deliveries", deliveries::list);
    get(routes, "/v1/deliveries/{id}", deliveries::show);
    change(routes, "POST", "/v1/deliveries", PAYLOAD, intake::create);
    change(routes, "POST", "/v1/deliveries/{id}/retry", NO_BODY, deliveries::retry);
    change(routes, "POST", "/v1/deliveries/{id}/cancel", NO_BODY, deliveries::cancel);
    change(routes, "DELETE", "/v1/deliveries/{id}", NO_BODY, deliveries::delete);
    get(routes, "/v1/delivery-attempts", deliveries::attempts);
    get(routes, "/v1/delivery-attempts/{id}", deliveries::attempt);
  }

  private void get(Routes routes, String path, RouteHandler handler) {
    routes.route("GET", path, Scope.READ, NO_BODY, guarded(handler));
  }

  private void change(
      Routes routes, String method, String path, ByteSize maxBody, RouteHandler handler) {
    routes.route(method, path, Scope.MANAGE, maxBody, guarded(handler));
  }

  private RouteHandler guarded(RouteHandler handler) {
    return new GuardedHandler(handler, context.logger());
  }
}
