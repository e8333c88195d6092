package dev.interlock.api.delivery;

import dev.interlock.api.settings.Rate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much goes to a target at once, and when it is left in peace.
///
/// @param concurrency attempts of this host at once, at most; it adapts down when the target slows
/// @param rate of all hosts together; null for no such limit
/// @param maxBacklog deliveries that may wait; beyond, a durable one is refused and a memory one
///   drops the oldest
/// @param disableAfter how long nothing but failures is borne until the target is disabled; null
///   for ever
/// @param breaker whether consecutive failures open a breaker
public record FlowPolicy(
    int concurrency,
    @Nullable Rate rate,
    long maxBacklog,
    @Nullable Duration disableAfter,
    boolean breaker) {

  public FlowPolicy {
    if (concurrency < 1 || maxBacklog < 1) {
      throw new IllegalArgumentException("expected a concurrency and a backlog of at least 1");
    }
  }
}
