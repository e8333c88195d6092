package dev.interlock.webhooks.registered;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a caller's `Idempotency-Key` stands for.
///
/// @param hash of the request's body
/// @param delivery the id that the delivery has, however often it is asked for
/// @param acceptedAt when it was accepted; null where that isn't known yet
public record IdempotentRequest(String hash, UUID delivery, @Nullable Instant acceptedAt) {}
