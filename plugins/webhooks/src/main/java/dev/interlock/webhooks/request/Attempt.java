package dev.interlock.webhooks.request;

import java.time.Duration;
import java.time.Instant;

/// One try of one delivery.
///
/// @param id the delivery's: the same on every try
/// @param number from 1
/// @param at this try's time
/// @param limit how long it may take in all
public record Attempt(String id, int number, Instant at, Duration limit) {}
