package dev.interlock.host.delivery;

import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.Poison;
import dev.interlock.host.delivery.DeliveryStore.Expiry;
import java.time.Duration;

/// Every minute ends what has waited for too long for targets of which some things are not leased
/// now: those that are paused or disabled, have an open breaker, or may have keys that wait for an
/// operator. (Whatever else is too old is found when it is leased.) What one run may look at is
/// bounded; the next goes on from there. For one thread.
final class ExpirySweep {

  private static final long EVERY = Duration.ofSeconds(60).toNanos();
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 40;

  private final Engine engine;
  private long at;

  ExpirySweep(Engine engine) {
    this.engine = engine;
    this.at = engine.time().nanos();
  }

  /// Does it where its time has come.
  void run(long now) {
    if (now - at < 0) {
      return;
    }
    at = now + EVERY;
    int left = MOST_PAGES;
    for (Lane lane : engine.lanes()) {
      Lane.Registered registered = lane.registered();
      if (left > 0 && registered != null && leavesSomeUnleased(lane, registered)) {
        left -= sweep(lane, registered, left);
      }
    }
  }

  private static boolean leavesSomeUnleased(Lane lane, Lane.Registered registered) {
    return lane.isShut() || lane.breaker().isOpen() || registered.target().poison() == Poison.HOLD;
  }

  /// Gives how many pages it took.
  private int sweep(Lane lane, Lane.Registered registered, int most) {
    Verdict verdict = Verdict.expired(registered.target());
    for (int pages = 1; ; pages++) {
      Expiry expiry = engine.store().expire(lane.name(), PAGE);
      for (DeliveryStore.Expired each : expiry.ended()) {
        Callbacks.ended(
            lane,
            registered.transport(),
            new DeliveryEnding(
                each.id(),
                DeliveryState.EXPIRED,
                each.origin(),
                each.attempts(),
                verdict.cause(),
                verdict.message()));
      }
      if (!expiry.more() || pages == most) {
        return pages;
      }
    }
  }
}
