package dev.interlock.api.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One attempt that a transport has to make.
///
/// @param attempt its number, from 1
/// @param at the attempt's time
/// @param limit how long it may take in all
public record OutgoingDelivery(
    UUID id,
    int attempt,
    byte[] body,
    @Nullable String contentType,
    @Nullable DeliveryOrigin origin,
    Instant at,
    Duration limit) {}
