package dev.interlock.host.delivery;

import dev.interlock.api.delivery.Target;
import dev.interlock.api.settings.Rate;

/// What rates allow of targets in a store that hosts share: permits are taken for all that a lane
/// holds at once, so that a call serves many attempts. Thread-safe; blocks only where it may.
final class RateCredits {

  private final Engine engine;
  private final SoonestTimer timer;

  /// @param timer rings when a rate allows the next
  RateCredits(Engine engine, SoonestTimer timer) {
    this.engine = engine;
    this.timer = timer;
  }

  /// Whether the rate allows an attempt; takes the permit.
  boolean take(Lane lane, Target target, boolean mayBlock) {
    Rate rate = target.flow().rate();
    LaneBuffer buffer = lane.buffer();
    if (rate == null) {
      return true;
    }
    if (takeThere(buffer)) {
      return true;
    }
    long now = engine.time().nanos();
    if (!mayBlock || (buffer.noRateBefore() != 0 && now - buffer.noRateBefore() < 0)) {
      return false;
    }
    int taken = engine.store().takeRate(lane.name(), rate, buffer.size() + 1);
    if (taken > 0) {
      buffer.credits().addAndGet(taken - 1);
      return true;
    }
    long at = now + (long) Math.min(60e9, Math.max(1e7, 1e9 / rate.perSecond()));
    buffer.noRateBefore(at);
    timer.at(at, now);
    return false;
  }

  private static boolean takeThere(LaneBuffer buffer) {
    while (true) {
      int there = buffer.credits().get();
      if (there <= 0) {
        return false;
      }
      if (buffer.credits().compareAndSet(there, there - 1)) {
        return true;
      }
    }
  }
}
