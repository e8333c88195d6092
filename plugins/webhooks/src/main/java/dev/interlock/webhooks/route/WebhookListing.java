package dev.interlock.webhooks.route;

import dev.interlock.api.Preposition;
import dev.interlock.api.delivery.TargetStatus;
import dev.interlock.webhooks.active.ActiveWebhook;
import dev.interlock.webhooks.active.DisabledEntry;
import dev.interlock.webhooks.configuration.UrlRules;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.observation.LastAttempt;
import dev.interlock.webhooks.request.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Webhooks as `GET /v1/webhooks` and `interlock webhooks list` show them.
final class WebhookListing {

  static final int MOST = 200;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private WebhookListing() {}

  static ObjectNode page(List<ActiveWebhook> all, int limit, int offset, Instant now) {
    ObjectNode page = NODES.objectNode();
    ArrayNode webhooks = page.putArray("webhooks");
    all.stream().skip(offset).limit(limit).forEach(webhook -> webhooks.add(entry(webhook, now)));
    return page.put("limit", limit).put("offset", offset);
  }

  static ObjectNode entry(ActiveWebhook active, Instant now) {
    Webhook webhook = active.definition();
    ObjectNode entry =
        NODES
            .objectNode()
            .put("id", DeliveryId.ofWebhook(webhook.name()))
            .put("name", webhook.name())
            .put("description", webhook.identity().description());
    ArrayNode events = entry.putArray("events");
    webhook.events().includes().forEach(pattern -> events.add(pattern.toString()));
    webhook.events().excludes().forEach(pattern -> events.add(pattern.toString()));
    Optional<LastAttempt> last = active.observer().last();
    Optional<TargetStatus> status = active.status();
    entry
        .put("url", UrlRules.shown(webhook.target().url()))
        .put("mode", mode(webhook))
        .put("enabled", webhook.identity().enabled())
        .put("state", status.isEmpty() ? "off" : state(status.get(), last, now))
        .put("waiting", status.map(TargetStatus::waiting).orElse(0L))
        .put("in_flight", status.map(TargetStatus::inFlight).orElse(0));
    if (last.isEmpty()) {
      return entry.putNull("last_status").putNull("last_at");
    }
    LastAttempt attempt = last.get();
    if (attempt.status() == 0) {
      entry.putNull("last_status");
    } else {
      entry.put("last_status", attempt.status());
    }
    return entry.put("last_at", attempt.at().toString());
  }

  private static String mode(Webhook webhook) {
    String before =
        webhook.events().has(Preposition.BEFORE) ? webhook.asking().onFailure().mode() : "";
    if (!webhook.events().has(Preposition.AFTER)) {
      return before;
    }
    String after = webhook.telling().durability().name().toLowerCase(Locale.ROOT);
    return before.isEmpty() ? after : before + ", " + after;
  }

  private static String state(TargetStatus status, Optional<LastAttempt> last, Instant now) {
    TargetStatus.Disabled disabled = status.disabled();
    if (disabled != null) {
      return "disabled: "
          + DisabledEntry.parse(disabled.reason()).reason()
          + ", "
          + ago(Duration.between(disabled.since(), now));
    }
    if (status.paused()) {
      return "paused";
    }
    if (status.breakerOpen()) {
      return "breaker open";
    }
    if (last.isEmpty()) {
      return "ok";
    }
    LastAttempt attempt = last.get();
    String ago = ago(Duration.between(attempt.at(), now));
    if (attempt.ok()) {
      return "ok, " + attempt.status() + " " + ago;
    }
    return "failing: " + (attempt.status() == 0 ? attempt.cause() : attempt.status()) + " " + ago;
  }

  /// In its largest unit: `4s ago`.
  static String ago(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + "s ago";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m ago";
    }
    return seconds < 86_400 ? seconds / 3600 + "h ago" : seconds / 86_400 + "d ago";
  }
}
