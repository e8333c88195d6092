package dev.interlock.api.delivery;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How a delivery ended.
///
/// @param state `DELIVERED` `FAILED` `PARKED` `HELD` `EXPIRED` `CANCELLED` `DROPPED` or `ABANDONED`
/// @param attempts how many were made
/// @param cause the last failure's word; `expired`, `dropped` or `stopping` where no try decided
/// @param message for people, without secrets
public record DeliveryEnding(
    UUID id,
    DeliveryState state,
    @Nullable DeliveryOrigin origin,
    int attempts,
    String cause,
    String message) {}
