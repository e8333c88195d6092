package dev.interlock.host.delivery;

import java.time.Duration;
import java.time.Instant;

/// Where a breaker stands. Each answers what follows; none changes.
sealed interface BreakerState permits ClosedState, OpenState, HalfOpenState {

  /// Failures in a row that open it.
  int FAILURES = 10;

  /// Between the first and the last of them: a blip opens nothing.
  Duration WINDOW = Duration.ofSeconds(1);

  Duration FIRST_OPEN = Duration.ofSeconds(5);
  Duration LONGEST_OPEN = Duration.ofSeconds(60);

  /// Whether an attempt may begin at `now`, by which the state may change: see `admitted`.
  boolean admits(Instant now);

  /// After an attempt was let through.
  ///
  /// @param patience how long a probe may take
  BreakerState admitted(Instant now, Duration patience);

  BreakerState succeeded();

  BreakerState failed(Instant now);

  /// How long it stays open the nth time in a row: doubled each time, up to the longest.
  static OpenState opened(Instant now, int openings) {
    long factor = 1L << Math.min(10, openings - 1);
    Duration time = FIRST_OPEN.multipliedBy(factor);
    return new OpenState(
        now.plus(time.compareTo(LONGEST_OPEN) > 0 ? LONGEST_OPEN : time), openings);
  }
}
