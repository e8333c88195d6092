package dev.interlock.api.delivery;

import java.time.Duration;

/// When another try follows: the first limit reached ends it. The delay before try k >= 2 is
/// `min(max, initial * factor^(k-2))`, shortened or lengthened at random by at most `jitter` of it.
///
/// @param maxTries how many tries in all, at least 1; `Integer.MAX_VALUE` for no such limit
/// @param maxTime no try begins later than this after the first
public record RetryPolicy(int maxTries, Duration maxTime, Delays delays) {

  public RetryPolicy {
    if (maxTries < 1) {
      throw new IllegalArgumentException("found maxTries " + maxTries + ", expected at least 1");
    }
  }

  /// @param factor at least 1
  /// @param jitter 0 to 1
  public record Delays(Duration initial, double factor, Duration max, double jitter) {}

  /// Whether a try of this number may be made.
  public boolean allows(int number) {
    return number <= maxTries;
  }

  /// The delay before try `number`.
  ///
  /// @param random 0 to 1: half is no jitter at all
  public Duration delayBefore(int number, double random) {
    double nanos = delays.initial.toNanos() * Math.pow(delays.factor, number - 2.0);
    double capped = Math.min((double) delays.max.toNanos(), nanos);
    return Duration.ofNanos((long) (capped * (1 + delays.jitter * (2 * random - 1))));
  }
}
