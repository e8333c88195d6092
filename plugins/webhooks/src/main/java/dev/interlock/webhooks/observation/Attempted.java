package dev.interlock.webhooks.observation;

import dev.interlock.api.EventPayload;

/// Which attempt something is said of.
///
/// @param number from 1
public record Attempted(String webhook, EventPayload payload, String delivery, int number) {}
