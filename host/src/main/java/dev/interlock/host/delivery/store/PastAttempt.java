package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.AttemptReport;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// An attempt of an older system.
///
/// @param attempt from 1, within its delivery
public record PastAttempt(
    UUID id,
    UUID delivery,
    int attempt,
    boolean succeeded,
    AttemptReport report,
    Instant at,
    Duration took) {}
