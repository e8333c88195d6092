package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.EventPattern;
import dev.interlock.api.EventPayload;
import dev.interlock.api.Json;
import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.webhooks.active.ActiveWebhook;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.UrlRules;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.SendResult;
import dev.interlock.webhooks.delivery.WebhookSender.Sent;
import dev.interlock.webhooks.request.Attempt;
import dev.interlock.webhooks.request.DeliveryId;
import dev.interlock.webhooks.request.Message;
import dev.interlock.webhooks.request.RequestComposer;
import dev.interlock.webhooks.request.WebhookRequest;
import dev.interlock.webhooks.verdict.ReplyReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Sends one sample body by hand, or shows the request that would be sent. No event is published,
/// nothing is retried or counted. A URL that comes this way must be public, and what goes there is
/// unsigned: it has no secret.
final class Trigger {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ConnectorContext context;

  Trigger(ConnectorContext context) {
    this.context = context;
  }

  /// @param hook without wildcard: `after:measure`
  /// @param data the event's input; null: an example
  record Sample(EventPattern hook, @Nullable Json data, boolean dryRun) {
    Sample {
      if (hook.isWildcard() || hook.excludes()) {
        throw new IllegalArgumentException(
            "found \"" + hook + "\", expected one event: after:measure");
      }
    }
  }

  /// Sends a sample of the first event that the webhook names; for one with wildcards alone, of the
  /// host's own `check`.
  ObjectNode sample(ActiveWebhook webhook) {
    EventPattern first = webhook.definition().events().includes().getFirst();
    EventPattern hook =
        first.isWildcard() ? new EventPattern(false, first.preposition(), "check") : first;
    return toWebhook(webhook, new Sample(hook, null, false));
  }

  ObjectNode toWebhook(ActiveWebhook webhook, Sample sample) {
    EventPayload payload = payload(sample);
    Webhook definition = webhook.definition();
    TriggerReport report = new TriggerReport(definition.name(), payload, definition.target());
    Attempt attempt = attempt(payload, definition.name());
    if (sample.dryRun) {
      return report.dryRun(
          webhook.composer().compose(Message.of(payload), attempt, placeholder(definition)));
    }
    long startedAt = System.nanoTime();
    Sent sent = webhook.sender().send(Message.of(payload), attempt).join();
    Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
    WebhookRequest request = sent.request();
    if (request == null) {
      return report.unsent(sent.result(), took);
    }
    return report.sent(request, sent.result(), took, new ReplyReader(definition.asking()));
  }

  /// A dry run fetches no token: what stands in the header is hidden anyway.
  private static @Nullable String placeholder(Webhook definition) {
    return definition.target().auth() == null ? null : "shown as REDACTED";
  }

  /// @throws IllegalArgumentException where `text` is no URL to send to
  ObjectNode toUrl(String text, Sample sample) {
    URI url = parse(text);
    EventPayload payload = payload(sample);
    TriggerReport report = new TriggerReport("", payload, unsigned(url));
    WebhookRequest request =
        RequestComposer.unsigned(
            url, Message.of(payload), attempt(payload, text), context.version());
    if (sample.dryRun) {
      return report.dryRun(request);
    }
    long startedAt = System.nanoTime();
    SendResult result = send(request.http()).join();
    Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
    return report.sent(request, result, took, null);
  }

  private CompletableFuture<SendResult> send(EgressRequest request) {
    return context
        .egress()
        .send(request)
        .handle(
            (reply, thrown) -> {
              if (thrown != null) {
                return SendResult.of(thrown);
              }
              return reply.status() / 100 == 2
                  ? new SendResult.Answered(reply)
                  : new SendResult.Failed(
                      FailureCause.DEFAULT, "status " + reply.status(), false, reply);
            });
  }

  private static Webhook.Target unsigned(URI url) {
    return new Webhook.Target(
        url,
        java.util.List.of(),
        AddressPolicy.PUBLIC,
        dev.interlock.api.egress.TlsIdentity.DEFAULT,
        null);
  }

  private static URI parse(String text) {
    try {
      URI url = new URI(text);
      String problem = UrlRules.problem(url);
      if (problem != null) {
        throw new IllegalArgumentException("target: " + problem);
      }
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("target: expected a webhook's name or a URL", e);
    }
  }

  private EventPayload payload(Sample sample) {
    return context.schemas().sample(sample.hook.preposition(), sample.hook.glob(), sample.data);
  }

  private Attempt attempt(EventPayload payload, String webhook) {
    String id = DeliveryId.of(payload.event(), webhook, 0).toString();
    return new Attempt(id, 1, context.clock().instant(), LIMIT);
  }
}
