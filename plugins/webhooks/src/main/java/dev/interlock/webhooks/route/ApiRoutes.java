package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.api.http.Routes;

/// The delivery API at one port: postmand's endpoints and those beyond.
final class ApiRoutes {

  private final ConnectorContext context;
  private final WebhookEntries entries;
  private final WebhookResource webhooks;
  private final WebhookActions actions;
  private final SecretRotation secrets;
  private final WebhookStatistics statistics;
  private final DeliveryResource deliveries;
  private final DeliveryIntake intake;

  /// @param entries as they are shown at this port
  ApiRoutes(
      WebhookDirectory directory,
      WebhookEntries entries,
      ConnectorContext context,
      Trigger trigger) {
    this.context = context;
    this.entries = entries;
    this.webhooks = new WebhookResource(directory, entries, context);
    this.actions = new WebhookActions(directory, entries, context, trigger);
    this.secrets = new SecretRotation(directory, entries, context);
    this.statistics = new WebhookStatistics(directory, context);
    this.deliveries = new DeliveryResource(directory, context);
    this.intake = new DeliveryIntake(directory, context);
  }

  void register(Routes routes) {
    for (ApiOperation operation : ApiOperation.values()) {
      routes.route(
          operation.method(),
          operation.path(),
          operation.scope(),
          operation.maxBody(),
          new GuardedHandler(new Answer(this, operation), context.logger()));
    }
  }

  private record Answer(ApiRoutes api, ApiOperation operation) implements RouteHandler {
    @Override
    public RouteReply handle(RouteRequest request) throws Exception {
      return api.answer(operation, request);
    }
  }

  private RouteReply answer(ApiOperation operation, RouteRequest request) throws Exception {
    return switch (operation) {
      case LIST_WEBHOOKS -> entries.list(request);
      case SHOW_WEBHOOK -> webhooks.show(request);
      case CREATE_WEBHOOK -> webhooks.create(request);
      case REPLACE_WEBHOOK -> webhooks.replace(request);
      case DELETE_WEBHOOK -> webhooks.delete(request);
      case PAUSE -> actions.pause(request);
      case RESUME -> actions.resume(request);
      case ENABLE -> actions.enable(request);
      case RECOVER -> actions.recover(request);
      case TEST -> actions.test(request);
      case ROTATE_SECRET -> secrets.rotate(request);
      case STATISTICS -> statistics.show(request);
      case LIST_DELIVERIES -> deliveries.list(request);
      case SHOW_DELIVERY -> deliveries.show(request);
      case CREATE_DELIVERY -> intake.create(request);
      case RETRY_DELIVERY -> deliveries.retry(request);
      case CANCEL_DELIVERY -> deliveries.cancel(request);
      case DELETE_DELIVERY -> deliveries.delete(request);
      case LIST_ATTEMPTS -> deliveries.attempts(request);
      case SHOW_ATTEMPT -> deliveries.attempt(request);
    };
  }
}
