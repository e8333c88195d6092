package dev.interlock.webhooks.route;

import dev.interlock.api.Preposition;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.delivery.TargetStatus;
import dev.interlock.webhooks.active.ActiveWebhook;
import dev.interlock.webhooks.active.DisabledEntry;
import dev.interlock.webhooks.configuration.UrlRules;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.request.DeliveryId;
import dev.interlock.webhooks.request.RequestComposer;
import dev.interlock.webhooks.wire.WebhookInput;
import dev.interlock.webhooks.wire.WireJson;
import dev.interlock.webhooks.wire.WireTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A webhook of the file as `/v1/webhooks` shows it: postmand's fields, then ours. It is read-only
/// there, and dates from the start of the connector.
final class WebhookListing {

  private final Instant since;

  WebhookListing(Instant since) {
    this.since = since;
  }

  Instant since() {
    return since;
  }

  ObjectNode entry(ActiveWebhook active, Instant now) {
    Webhook webhook = active.definition();
    ObjectNode entry =
        WireJson.object()
            .put("id", DeliveryId.ofWebhook(webhook.name()))
            .put("name", webhook.name())
            .put("url", UrlRules.shown(webhook.target().url()))
            .put("content_type", RequestComposer.CONTENT_TYPE);
    ArrayNode codes = entry.putArray("valid_status_codes");
    IntStream.rangeClosed(200, 599).filter(webhook.sending()::isSuccess).forEach(codes::add);
    putTerms(entry, webhook);
    entry.put("source", "file").put("description", webhook.identity().description());
    ArrayNode events = entry.putArray("events");
    webhook.events().includes().forEach(pattern -> events.add(pattern.toString()));
    webhook.events().excludes().forEach(pattern -> events.add(pattern.toString()));
    Optional<TargetStatus> status = active.status();
    entry
        .put("mode", mode(webhook))
        .put("enabled", webhook.identity().enabled())
        .put("waiting", status.map(TargetStatus::waiting).orElse(0L))
        .put("in_flight", status.map(TargetStatus::inFlight).orElse(0));
    String standing = status.map(known -> standing(known, now)).orElse("off");
    EntryState.put(entry, standing, active.observer().last(), now);
    return entry;
  }

  private void putTerms(ObjectNode entry, Webhook webhook) {
    boolean tells = webhook.events().has(Preposition.AFTER);
    RetryPolicy retry = tells ? webhook.telling().retry() : webhook.asking().retry();
    Duration timeout =
        webhook.sending().timeouts().connect().plus(webhook.sending().timeouts().request());
    entry
        .put("secret_token", WebhookInput.MASK)
        .put("active", webhook.identity().enabled())
        .put("max_delivery_attempts", retry.maxTries())
        .put("delivery_attempt_timeout", seconds(timeout))
        .put("retry_min_backoff", seconds(retry.delays().initial()))
        .put("retry_max_backoff", seconds(retry.delays().max()))
        .put("created_at", WireTime.write(since))
        .put("updated_at", WireTime.write(since));
  }

  /// At least 1: postmand has no shorter times.
  private static long seconds(Duration time) {
    return Math.max(1, (time.toMillis() + 999) / 1000);
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

  private static String standing(TargetStatus status, Instant now) {
    TargetStatus.Disabled disabled = status.disabled();
    if (disabled != null) {
      return "disabled: "
          + DisabledEntry.parse(disabled.reason()).reason()
          + ", "
          + EntryState.ago(Duration.between(disabled.since(), now));
    }
    if (status.paused()) {
      return "paused";
    }
    return status.breakerOpen() ? "breaker open" : "";
  }
}
