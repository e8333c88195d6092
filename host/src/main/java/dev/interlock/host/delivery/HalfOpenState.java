package dev.interlock.host.delivery;

import java.time.Duration;
import java.time.Instant;

/// A probe is under way; nothing else goes through, unless the probe is never heard of again.
///
/// @param until by when its answer is expected
/// @param openings how often in a row the breaker has opened
record HalfOpenState(Instant until, int openings) implements BreakerState {

  @Override
  public boolean admits(Instant now) {
    return !now.isBefore(until);
  }

  @Override
  public BreakerState admitted(Instant now, Duration patience) {
    return new HalfOpenState(now.plus(patience), openings);
  }

  @Override
  public BreakerState succeeded() {
    return ClosedState.UNTROUBLED;
  }

  @Override
  public BreakerState failed(Instant now) {
    return BreakerState.opened(now, openings + 1);
  }
}
