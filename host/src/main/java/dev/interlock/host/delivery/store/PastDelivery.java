package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.DeliveryState;
import java.time.Instant;
import java.util.UUID;

/// A delivery of an older system.
///
/// @param target with its connector: `CONNECTOR/NAME`
/// @param attempts how often it was tried
/// @param body shared, not copied
public record PastDelivery(
    UUID id, String target, DeliveryState state, int attempts, byte[] body, Times times) {

  /// @param dueAt when it is to be tried next, where it waits
  public record Times(Instant createdAt, Instant updatedAt, Instant dueAt) {}
}
