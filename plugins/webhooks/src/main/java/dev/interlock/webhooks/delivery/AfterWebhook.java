package dev.interlock.webhooks.delivery;

import dev.interlock.api.EventPayload;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.webhooks.condition.Condition;
import dev.interlock.webhooks.condition.EvaluationException;
import dev.interlock.webhooks.condition.EventBody;
import dev.interlock.webhooks.condition.OrderKey;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.observation.WebhookMeters.Filtered;
import dev.interlock.webhooks.observation.WebhookObserver;
import dev.interlock.webhooks.request.DeliveryId;
import dev.interlock.webhooks.request.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Hands what one after webhook is to be told to the host's queue. An expression that can't be
/// evaluated withholds nothing: a `when` that fails sends, an `ordered` that fails puts the
/// delivery under one key with all others of which no key is known; both are counted. Thread-safe.
public final class AfterWebhook {

  private final Webhook webhook;
  private final DeliveryQueue queue;
  private final WebhookObserver observer;

  public AfterWebhook(Webhook webhook, DeliveryQueue queue, WebhookObserver observer) {
    this.webhook = webhook;
    this.queue = queue;
    this.observer = observer;
  }

  /// @throws dev.interlock.api.delivery.NotStoredException where it can't be accepted
  public void tell(EventPayload payload) {
    EventBody body = new EventBody(payload.body());
    if (!wants(payload, body)) {
      observer.meters().filtered(Filtered.LEFT_OUT);
      return;
    }
    queue.enqueue(
        new NewDelivery(
            DeliveryId.of(payload.event(), webhook.name(), 0),
            key(payload, body),
            payload.body().utf8(),
            null,
            Message.originOf(payload),
            Duration.ZERO));
  }

  private boolean wants(EventPayload payload, EventBody body) {
    Condition when = webhook.when();
    if (when == null) {
      return true;
    }
    try {
      return when.holds(body);
    } catch (EvaluationException e) {
      observer.unevaluated(Filtered.CONDITION_ERROR, payload.hook(), e);
      return true;
    }
  }

  private @Nullable String key(EventPayload payload, EventBody body) {
    OrderKey order = webhook.telling().order();
    if (order == null) {
      return null;
    }
    try {
      return order.of(body);
    } catch (EvaluationException e) {
      observer.unevaluated(Filtered.KEY_ERROR, payload.hook(), e);
      return OrderKey.WHOLE;
    }
  }
}
