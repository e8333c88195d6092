package dev.interlock.webhooks.configuration;

import java.time.Duration;

/// When another try follows. The first limit reached ends it. The delay before try k >= 2 is
/// `min(max, initial * factor^(k-2))`, shortened or lengthened at random by at most `jitter` of it.
///
/// @param maxTries how many tries in all
/// @param maxTime no try begins later than this after the first
public record RetrySchedule(int maxTries, Duration maxTime, Delays delays) {

  /// What a webhook in memory does when the file says nothing.
  public static final RetrySchedule DEFAULT =
      new RetrySchedule(
          3,
          Duration.ofMinutes(5),
          new Delays(Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0.2));

  /// @param jitter 0 to 1
  public record Delays(Duration initial, double factor, Duration max, double jitter) {}

  Duration initial() {
    return delays.initial;
  }

  Duration max() {
    return delays.max;
  }

  public boolean allows(int nextTry) {
    return nextTry <= maxTries;
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
