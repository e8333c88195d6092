package dev.interlock.webhooks.request;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.EventPayload;
import dev.interlock.api.delivery.DeliveryOrigin;
import dev.interlock.api.delivery.OutgoingDelivery;
import org.jspecify.annotations.Nullable;

/// What a request tells, whatever the attempt.
///
/// @param body sent as it is; shared, not copied: nobody writes to it
/// @param contentType null for the connector's own
/// @param origin null where no event is behind it
/// @param asks whether an event waits for the reply
public record Message(
    byte[] body, @Nullable String contentType, @Nullable DeliveryOrigin origin, boolean asks) {

  public static Message of(EventPayload payload) {
    return new Message(payload.body().utf8(), null, originOf(payload), true);
  }

  public static Message of(OutgoingDelivery delivery) {
    return new Message(delivery.body(), delivery.contentType(), delivery.origin(), false);
  }

  public static DeliveryOrigin originOf(EventPayload payload) {
    CurrentEvent event = payload.event();
    return new DeliveryOrigin(
        event.id(), payload.hook(), event.depth(), event.traceparent(), event.createdAt());
  }
}
