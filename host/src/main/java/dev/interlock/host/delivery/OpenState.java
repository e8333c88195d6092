package dev.interlock.host.delivery;

import java.time.Duration;
import java.time.Instant;

/// Nothing goes through before `until`; then one probe.
///
/// @param openings how often in a row
record OpenState(Instant until, int openings) implements BreakerState {

  @Override
  public boolean admits(Instant now) {
    return !now.isBefore(until);
  }

  @Override
  public BreakerState admitted(Instant now, Duration patience) {
    return new HalfOpenState(now.plus(patience), openings);
  }

  /// Of an attempt that began before it opened: it works again.
  @Override
  public BreakerState succeeded() {
    return ClosedState.UNTROUBLED;
  }

  @Override
  public BreakerState failed(Instant now) {
    return this;
  }
}
