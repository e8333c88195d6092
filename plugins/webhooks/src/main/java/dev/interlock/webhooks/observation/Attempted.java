package dev.interlock.webhooks.observation;

import dev.interlock.api.delivery.DeliveryOrigin;
import org.jspecify.annotations.Nullable;

/// Which attempt something is said of.
///
/// @param origin null where no event is behind it
/// @param number from 1
public record Attempted(
    String webhook, @Nullable DeliveryOrigin origin, String delivery, int number) {

  /// As `after:measure`; `api` where no event is behind it.
  String hook() {
    return origin == null ? "api" : origin.hook();
  }

  /// Whether an event waits for the answer.
  boolean isBefore() {
    return hook().startsWith("before:");
  }
}
