package dev.interlock.webhooks.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.route.WebhookDirectory.Found;
import dev.interlock.webhooks.wire.Fields;
import dev.interlock.webhooks.wire.WireError;
import dev.interlock.webhooks.wire.WireError.Kind;
import dev.interlock.webhooks.wire.WireJson;
import dev.interlock.webhooks.wire.WireTime;
import java.time.Instant;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What may be done to a webhook beyond postmand: pause and resume, enable, recover what it gave
/// up, send a test. Each may be named by its name or its id. Thread-safe.
final class WebhookActions {

  private static final Set<DeliveryState> RECOVERABLE =
      Set.of(DeliveryState.FAILED, DeliveryState.PARKED, DeliveryState.HELD, DeliveryState.EXPIRED);
  private static final String SAMPLE = "{\"test\": true}";

  private final WebhookDirectory directory;
  private final WebhookEntries entries;
  private final ConnectorContext context;
  private final Trigger trigger;

  WebhookActions(
      WebhookDirectory directory,
      WebhookEntries entries,
      ConnectorContext context,
      Trigger trigger) {
    this.directory = directory;
    this.entries = entries;
    this.context = context;
    this.trigger = trigger;
  }

  RouteReply pause(RouteRequest request) {
    return WireJson.reply(200, entries.of(activated(request.path("id"), false)));
  }

  RouteReply resume(RouteRequest request) {
    return WireJson.reply(200, entries.of(activated(request.path("id"), true)));
  }

  /// A registered one is paused by `active: false`, so that postmand's clients see it.
  private Found activated(String id, boolean active) {
    return switch (directory.named(id)) {
      case Found.InFile file -> {
        requireEnabled(file);
        yield activated(file, active);
      }
      case Found.Forwarded destination -> activated(destination, active);
      case Found.Registered(RegisteredWebhook webhook) -> {
        Instant now = WireTime.micros(context.clock().instant());
        yield directory
            .registered()
            .change(webhook.id(), known -> known.with(known.terms().withActive(active), now))
            .<Found>map(Found.Registered::new)
            .orElseThrow(() -> WireError.of(Kind.WEBHOOK));
      }
    };
  }

  private Found activated(Found found, boolean active) {
    if (active) {
      context.deliveries().resume(found.target());
    } else {
      context.deliveries().pause(found.target());
    }
    return found;
  }

  private static void requireEnabled(Found.InFile file) {
    if (!file.webhook().definition().identity().enabled()) {
      throw WireError.refused(409, file.target() + " is switched off in the file: enabled: false");
    }
  }

  /// Ends what the queue decided: disabled, breaker open.
  RouteReply enable(RouteRequest request) {
    Found found = directory.named(request.path("id"));
    if (found instanceof Found.InFile file) {
      requireEnabled(file);
    }
    context.deliveries().enable(found.target());
    return WireJson.reply(200, entries.of(found));
  }

  /// `{"since": TIME, "state": STATE}`: has everything retried that was given up since then;
  /// without a state, in whichever way.
  RouteReply recover(RouteRequest request) {
    Found found = directory.named(request.path("id"));
    Fields fields = new Fields(WireJson.read(request.body()));
    Instant since =
        WireTime.read(fields.text("since"))
            .orElseThrow(
                () ->
                    WireError.of(Kind.VALIDATION, "since: must be a time as RFC 3339 writes it."));
    long recovered = context.deliveries().retryAll(found.target(), recovered(fields), since);
    return WireJson.reply(200, WireJson.object().put("recovered", recovered));
  }

  private static Set<DeliveryState> recovered(Fields fields) {
    String word = fields.text("state");
    if (word.isEmpty()) {
      return RECOVERABLE;
    }
    return DeliveryForm.state(word)
        .filter(RECOVERABLE::contains)
        .map(Set::of)
        .orElseThrow(
            () -> WireError.of(Kind.VALIDATION, "state: must be failed, parked, held or expired."));
  }

  /// One of the file is sent a sample of its first event, a registered one `{"payload"}`.
  RouteReply test(RouteRequest request) {
    return switch (directory.named(request.path("id"))) {
      case Found.InFile(var webhook) -> WireJson.reply(200, trigger.sample(webhook));
      case Found.Registered(RegisteredWebhook webhook) ->
          WireJson.reply(200, tested(webhook, request.body()));
      case Found.Forwarded destination ->
          throw WireError.refused(
              409, destination.target() + " is sent messages only: POST /messages");
    };
  }

  private ObjectNode tested(RegisteredWebhook webhook, byte[] body) {
    Fields fields = new Fields(WireJson.readOptional(body));
    String payload = fields.has("payload") ? fields.text("payload") : SAMPLE;
    long startedAt = System.nanoTime();
    AttemptResult result = directory.registered().sendOnce(webhook, payload.getBytes(UTF_8)).join();
    long took = (System.nanoTime() - startedAt) / 1_000_000;
    AttemptReport report = result.report();
    ObjectNode shown =
        WireJson.object()
            .put("webhook", webhook.terms().name())
            .put("url", webhook.terms().url().toString())
            .put("took_ms", took)
            .put("ok", result instanceof AttemptResult.Delivered);
    if (report.status() > 0) {
      shown.put("status", report.status());
    }
    if (!report.error().isEmpty()) {
      shown.put("message", report.error());
    }
    return shown.put("raw_request", report.request()).put("raw_response", report.response());
  }
}
