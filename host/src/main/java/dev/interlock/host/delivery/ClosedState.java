package dev.interlock.host.delivery;

import java.time.Duration;
import java.time.Instant;

/// Everything goes through.
///
/// @param failures in a row
/// @param first when the first of them was; any time where there are none
record ClosedState(int failures, Instant first) implements BreakerState {

  static final ClosedState UNTROUBLED = new ClosedState(0, Instant.EPOCH);

  @Override
  public boolean admits(Instant now) {
    return true;
  }

  @Override
  public BreakerState admitted(Instant now, Duration patience) {
    return this;
  }

  @Override
  public BreakerState succeeded() {
    return failures == 0 ? this : UNTROUBLED;
  }

  @Override
  public BreakerState failed(Instant now) {
    if (failures == 0) {
      return new ClosedState(1, now);
    }
    boolean enough =
        failures + 1 >= FAILURES && Duration.between(first, now).compareTo(WINDOW) >= 0;
    return enough ? BreakerState.opened(now, 1) : new ClosedState(failures + 1, first);
  }
}
