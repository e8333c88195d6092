package dev.interlock.webhooks.observation;

import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.delivery.DeliveryOrigin;
import dev.interlock.webhooks.observation.WebhookEvents.DeliveryFailed;
import org.slf4j.Logger;

/// Says that a delivery was given up, in the log and by the notice `delivery_failed`: the same for
/// webhooks of the file and of the API. Thread-safe, never blocks.
public record GivenUp(Logger logger, NoticePublisher notices) {

  /// @param webhook its name
  /// @param logged what the log calls it: a name that came over the API may say anything
  /// @param ending with a failure's cause, or `expired`
  public void tell(String webhook, String logged, DeliveryEnding ending) {
    DeliveryOrigin origin = ending.origin();
    String event = origin == null ? "" : origin.event();
    String hook = origin == null ? "" : origin.hook();
    logger.warn(
        "webhook={} delivery={} hook={} tries={} {}: {}: {}",
        logged,
        ending.id(),
        hook,
        ending.attempts(),
        ending.state(),
        ending.cause(),
        ending.message());
    notices.publish(
        origin,
        WebhookEvents.DELIVERY_FAILED,
        new DeliveryFailed(
            webhook,
            ending.id().toString(),
            event,
            hook,
            ending.attempts(),
            ending.cause(),
            ending.message()));
  }
}
