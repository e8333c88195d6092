package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.delivery.AttemptFilter;
import dev.interlock.api.delivery.AttemptView;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.delivery.DeliveryFilter;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.api.delivery.Page;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.webhooks.wire.Fields;
import dev.interlock.webhooks.wire.ListQuery;
import dev.interlock.webhooks.wire.WireError;
import dev.interlock.webhooks.wire.WireError.Kind;
import dev.interlock.webhooks.wire.WireJson;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/deliveries` and `/v1/delivery-attempts`, but for what accepts. Thread-safe.
final class DeliveryResource {

  private final WebhookDirectory directory;
  private final ConnectorContext context;

  DeliveryResource(WebhookDirectory directory, ConnectorContext context) {
    this.directory = directory;
    this.context = context;
  }

  private Deliveries deliveries() {
    return context.deliveries();
  }

  RouteReply list(RouteRequest request) {
    ListQuery.Reader reader = new ListQuery.Reader(request);
    UUID webhook = reader.id("webhook_id");
    String named = request.query("webhook").orElse("");
    Set<DeliveryState> states =
        reader.one("status", "must be one of pending, succeeded, failed", DeliveryForm::states);
    DeliveryState state =
        reader.one(
            "state",
            "must be the state of a delivery, one of that status",
            text ->
                DeliveryForm.state(text).filter(known -> states == null || states.contains(known)));
    ListQuery query = reader.done();
    DeliveryFilter filter =
        new DeliveryFilter(
            named.isEmpty() ? target(webhook) : target(named),
            chosen(states, state),
            query.after(),
            query.before());
    return WireJson.reply(
        200,
        new DeliveryPages<DeliveryView>(
                "deliveries",
                page -> deliveries().list(filter, page),
                DeliveryView::number,
                DeliveryForm::size,
                DeliveryForm::of)
            .read(query));
  }

  private static Set<DeliveryState> chosen(
      @Nullable Set<DeliveryState> states, @Nullable DeliveryState state) {
    if (state != null) {
      return Set.of(state);
    }
    return states == null ? Set.of() : states;
  }

  RouteReply attempts(RouteRequest request) {
    ListQuery.Reader reader = new ListQuery.Reader(request);
    UUID webhook = reader.id("webhook_id");
    UUID delivery = reader.id("delivery_id");
    Boolean success = reader.flag("success");
    ListQuery query = reader.done();
    AttemptFilter filter =
        new AttemptFilter(target(webhook), delivery, success, query.after(), query.before());
    return WireJson.reply(
        200,
        new DeliveryPages<AttemptView>(
                "delivery_attempts",
                page -> deliveries().attempts(filter, page),
                AttemptView::number,
                DeliveryForm::size,
                DeliveryForm::of)
            .read(query));
  }

  private @Nullable String target(@Nullable UUID webhook) {
    return webhook == null ? null : directory.targetOf(webhook);
  }

  /// Deliveries of a webhook that is gone are found by what they were for.
  private String target(String nameOrId) {
    if (Fields.isId(nameOrId)) {
      return directory
          .find(nameOrId)
          .map(WebhookDirectory.Found::target)
          .orElseGet(() -> nameOrId.toLowerCase(Locale.ROOT));
    }
    DeliveryFilter gone = new DeliveryFilter(nameOrId, Set.of(), null, null);
    return directory.find(nameOrId).isEmpty()
            && !deliveries().list(gone, new Page(0, 0, 1, false, false)).isEmpty()
        ? nameOrId
        : directory.named(nameOrId).target();
  }

  RouteReply show(RouteRequest request) {
    return reply(200, id(request));
  }

  private RouteReply reply(int status, UUID id) {
    return deliveries()
        .find(id)
        .map(delivery -> WireJson.reply(status, DeliveryForm.of(delivery)))
        .orElseThrow(() -> WireError.of(Kind.DELIVERY));
  }

  RouteReply attempt(RouteRequest request) {
    return deliveries()
        .findAttempt(id(request))
        .map(attempt -> WireJson.reply(200, DeliveryForm.of(attempt)))
        .orElseThrow(() -> WireError.of(Kind.ATTEMPT));
  }

  /// Of one that isn't there, too.
  RouteReply delete(RouteRequest request) {
    deliveries().delete(id(request));
    return RouteReply.empty(204);
  }

  /// At once, with fresh tries.
  RouteReply retry(RouteRequest request) {
    UUID id = id(request);
    if (!deliveries().retry(id)) {
      throw WireError.of(Kind.DELIVERY);
    }
    return reply(200, id);
  }

  /// One that has ended stays as it is: 409.
  RouteReply cancel(RouteRequest request) {
    UUID id = id(request);
    if (deliveries().cancel(id)) {
      return reply(200, id);
    }
    DeliveryView delivery = deliveries().find(id).orElseThrow(() -> WireError.of(Kind.DELIVERY));
    throw WireError.refused(
        409, "nothing to cancel: the delivery is " + DeliveryForm.word(delivery.state()));
  }

  private static UUID id(RouteRequest request) {
    String id = request.path("id");
    if (!Fields.isId(id)) {
      throw WireError.of(Kind.INVALID_ID);
    }
    return UUID.fromString(id);
  }
}
