package dev.interlock.webhooks.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.EventPayload;
import dev.interlock.api.Preposition;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.webhooks.configuration.UrlRules;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.SendResult;
import dev.interlock.webhooks.request.Bodies;
import dev.interlock.webhooks.request.Redaction;
import dev.interlock.webhooks.request.WebhookRequest;
import dev.interlock.webhooks.verdict.Answer;
import dev.interlock.webhooks.verdict.ReplyReader;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a trigger came to, as JSON. Signatures, credentials, cookies and configured headers read
/// `REDACTED`; of a reply from an address that only the file's permission opened, nothing is told
/// but its status.
final class TriggerReport {

  private static final int LONGEST_REPLY = 4096;

  private final String webhook;
  private final EventPayload payload;
  private final Webhook.Target target;
  private final Redaction redaction;

  /// @param webhook empty where the target is a URL
  TriggerReport(String webhook, EventPayload payload, Webhook.Target target) {
    this.webhook = webhook;
    this.payload = payload;
    this.target = target;
    this.redaction = new Redaction(target.headers());
  }

  private ObjectNode start(boolean dryRun) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    if (webhook.isEmpty()) {
      report.putNull("webhook");
    } else {
      report.put("webhook", webhook);
    }
    return report
        .put("hook", payload.hook())
        .put("url", UrlRules.shown(target.url()))
        .put("dry_run", dryRun);
  }

  ObjectNode dryRun(WebhookRequest request) {
    ObjectNode report = start(true);
    ObjectNode shown = report.putObject("request").put("method", request.http().method());
    shown.put("url", UrlRules.shown(request.http().url()));
    headers(shown.putArray("headers"), request.http().headers());
    try {
      shown.set("body", Bodies.MAPPER.readTree(request.body()));
    } catch (JacksonException e) {
      throw new IllegalStateException("a sample is JSON", e);
    }
    return report;
  }

  private void headers(ArrayNode array, List<Header> headers) {
    for (Header header : redaction.apply(headers)) {
      array.addObject().put("name", header.name()).put("value", header.value());
    }
  }

  /// Nothing went out.
  ObjectNode unsent(SendResult result, Duration took) {
    return outcome(start(false).put("took_ms", took.toMillis()), result);
  }

  /// @param reader reads verdicts; null where there are none
  ObjectNode sent(
      WebhookRequest request, SendResult result, Duration took, @Nullable ReplyReader reader) {
    ObjectNode report =
        start(false).put("webhook_id", request.id()).put("took_ms", took.toMillis());
    outcome(report, result);
    switch (result) {
      case SendResult.Answered(var reply) -> {
        reply(report, reply);
        if (reader != null && payload.preposition() == Preposition.BEFORE) {
          verdict(report, reader.read(request, reply));
        }
      }
      case SendResult.Failed failed -> {
        if (failed.reply() != null) {
          reply(report, failed.reply());
        }
      }
    }
    return report;
  }

  private static ObjectNode outcome(ObjectNode report, SendResult result) {
    return switch (result) {
      case SendResult.Answered _ -> report.put("ok", true);
      case SendResult.Failed failed ->
          report
              .put("ok", false)
              .put("cause", failed.cause().toString())
              .put("message", failed.message());
    };
  }

  private void reply(ObjectNode report, EgressReply reply) {
    report.put("status", reply.status());
    if (reply.privatelyAllowed()) {
      return;
    }
    headers(report.putArray("headers"), reply.headers());
    int length = Math.min(LONGEST_REPLY, reply.body().length);
    report.put("reply", new String(reply.body(), 0, length, UTF_8));
  }

  private static void verdict(ObjectNode report, Answer answer) {
    switch (answer) {
      case Answer.Proceeds() -> report.put("verdict", "proceed");
      case Answer.Vetoes(String reason, var _) ->
          report.put("verdict", "cancel").put("reason", reason);
      case Answer.Replaces(var _) -> report.put("verdict", "replace");
      case Answer.Unusable(var cause, String message) ->
          report.put("ok", false).put("cause", cause.toString()).put("message", message);
    }
  }
}
