package dev.interlock.api.delivery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A durable delivery as it stands in the store.
///
/// @param number its place among all deliveries, growing
public record DeliveryView(
    long number,
    UUID id,
    String target,
    DeliveryState state,
    @Nullable String orderKey,
    int attempts,
    Content content,
    Times times) {

  /// @param body null where a list was asked for without bodies
  public record Content(
      byte @Nullable [] body, @Nullable String contentType, @Nullable DeliveryOrigin origin) {}

  public record Times(Instant createdAt, Instant updatedAt, Instant dueAt, Instant expiresAt) {}
}
