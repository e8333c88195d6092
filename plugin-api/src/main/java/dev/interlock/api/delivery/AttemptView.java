package dev.interlock.api.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// A recorded attempt.
///
/// @param number its place among all attempts, growing
/// @param attempt from 1, within its delivery
public record AttemptView(
    long number,
    UUID id,
    UUID delivery,
    String target,
    int attempt,
    boolean succeeded,
    AttemptReport report,
    Instant at,
    Duration took) {}
