package dev.interlock.api.delivery;

import java.time.Instant;

/// The event that a delivery tells of.
///
/// @param event its id
/// @param hook as `after:measure`
/// @param depth its causal depth
/// @param traceparent its W3C trace context
/// @param createdAt the event's time
public record DeliveryOrigin(
    String event, String hook, int depth, String traceparent, Instant createdAt) {}
