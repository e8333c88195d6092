package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.delivery.TargetStatus;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.webhooks.active.ActiveWebhook;
import dev.interlock.webhooks.configuration.UrlRules;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.WebhookFilter;
import dev.interlock.webhooks.registered.store.RegisteredTable.Position;
import dev.interlock.webhooks.relay.ForwardTargets.ForwardTarget;
import dev.interlock.webhooks.request.DeliveryId;
import dev.interlock.webhooks.route.WebhookDirectory.Found;
import dev.interlock.webhooks.wire.ListQuery;
import dev.interlock.webhooks.wire.WireError;
import dev.interlock.webhooks.wire.WireError.Kind;
import dev.interlock.webhooks.wire.WireJson;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every webhook there is, of the file and registered ones, by name; destinations of the forwarder
/// are only shown, not listed. Thread-safe.
final class WebhookEntries {

  private static final Comparator<Listed> BY_NAME =
      Comparator.comparing(Listed::name).thenComparing(Listed::id);

  private final WebhookDirectory directory;
  private final WebhookListing files;
  private final RegisteredEntry registered;
  private final InstantSource clock;
  private final Deliveries deliveries;

  WebhookEntries(
      WebhookDirectory directory,
      WebhookListing files,
      RegisteredEntry registered,
      ConnectorContext context) {
    this.directory = directory;
    this.files = files;
    this.registered = registered;
    this.clock = context.clock();
    this.deliveries = context.deliveries();
  }

  private record Listed(String name, String id, Found found) {}

  ObjectNode of(Found found) {
    return switch (found) {
      case Found.InFile(ActiveWebhook webhook) -> files.entry(webhook, clock.instant());
      case Found.Registered(RegisteredWebhook webhook) -> registered.of(webhook, clock.instant());
      case Found.Forwarded(ForwardTarget destination) ->
          forwarded(destination, deliveries.status(found.target()));
    };
  }

  private static ObjectNode forwarded(ForwardTarget destination, TargetStatus status) {
    return WireJson.object()
        .put("id", destination.id())
        .put("name", destination.name())
        .put("url", UrlRules.shown(URI.create(destination.url())))
        .put("active", !status.paused())
        .put("source", "relay")
        .put("mode", "durable")
        .put("waiting", status.waiting())
        .put("in_flight", status.inFlight())
        .put("state", status.paused() ? "paused" : status.breakerOpen() ? "breaker open" : "ok");
  }

  RouteReply list(RouteRequest request) {
    ListQuery.Reader reader = new ListQuery.Reader(request);
    Boolean active = reader.flag("active");
    ListQuery query = reader.done();
    WebhookFilter filter = new WebhookFilter(active, query.after(), query.before());
    Position position = position(query.cursor());
    // One more than shown, to know whether there are more.
    long wanted = (long) query.offset() + query.limit() + 1;
    List<Listed> listed = listed(filter, position, (int) Math.min(wanted, Integer.MAX_VALUE));
    List<Listed> shown =
        listed.stream().sorted(BY_NAME).skip(query.offset()).limit(query.limit()).toList();
    ObjectNode page = WireJson.object();
    ArrayNode entries = page.putArray("webhooks");
    shown.forEach(each -> entries.add(of(each.found)));
    page.put("limit", query.limit()).put("offset", query.offset());
    if (!shown.isEmpty() && listed.size() >= wanted) {
      Listed last = shown.getLast();
      page.put("next_cursor", last.id + last.name);
    }
    return WireJson.reply(200, page);
  }

  private List<Listed> listed(WebhookFilter filter, Position position, int most) {
    List<Listed> listed = new ArrayList<>();
    for (RegisteredWebhook webhook : directory.registered().table().list(filter, position, most)) {
      listed.add(
          new Listed(
              webhook.terms().name(), webhook.id().toString(), new Found.Registered(webhook)));
    }
    for (ActiveWebhook webhook : directory.file().all()) {
      String name = webhook.definition().name();
      Listed each = new Listed(name, DeliveryId.ofWebhook(name), new Found.InFile(webhook));
      if (filter.covers(webhook.definition().identity().enabled(), files.since())
          && isAfter(position, each)) {
        listed.add(each);
      }
    }
    return listed;
  }

  private static boolean isAfter(Position position, Listed each) {
    int byName = each.name.compareTo(position.afterName());
    return byName > 0 || (byName == 0 && each.id.compareTo(position.afterId()) > 0);
  }

  /// A cursor is the last entry's id, then its name.
  private static Position position(String cursor) {
    int length = 36;
    if (cursor.isEmpty()) {
      return Position.START;
    }
    if (cursor.length() < length) {
      throw WireError.of(Kind.VALIDATION, "cursor: must be a next_cursor of this list.");
    }
    return new Position(cursor.substring(length), cursor.substring(0, length));
  }
}
