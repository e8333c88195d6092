package dev.interlock.host.delivery;

import dev.interlock.api.delivery.DeliveryState;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of a target's deliveries when the target goes: released by its connector, retired,
/// or deleted. Thread-safe.
final class Departures {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.delivery");

  /// For so long a released target may come back and find its deliveries in memory.
  private static final Duration RETURN = Duration.ofSeconds(60);

  private static final int BATCH = 500;

  private final DeliveryTime time;

  Departures(DeliveryTime time) {
    this.time = time;
  }

  /// Nobody registers it any more, for now.
  void released(Engine engine, Lane lane, Lane.Registered registered) {
    if (lane.release(registered, time.nanos())) {
      time.later(RETURN.toNanos(), () -> time.elsewhere(() -> forget(engine, lane)));
    }
  }

  private void forget(Engine engine, Lane lane) {
    long since = time.nanos() - lane.releasedAt();
    if (lane.registered() != null || since < RETURN.toNanos()) {
      return;
    }
    if (engine.flow() instanceof DirectFlow direct) {
      direct.remove(lane, DeliveryState.DROPPED, "dropped", "its target is gone");
      direct.forget(lane);
    }
    engine.remove(lane);
  }

  /// What waits for a retired target is set aside.
  void park(Engine engine, Lane lane) {
    if (engine.flow() instanceof DirectFlow direct) {
      direct.remove(lane, DeliveryState.PARKED, "retired", "its target was retired");
      return;
    }
    time.elsewhere(() -> contain(() -> parkAll(engine, lane)));
  }

  private static void parkAll(Engine engine, Lane lane) {
    int parked = engine.store().park(lane.name(), BATCH);
    for (int all = parked; ; all += parked) {
      if (parked < BATCH) {
        lane.meters().ended(DeliveryState.PARKED, all);
        return;
      }
      parked = engine.store().park(lane.name(), BATCH);
    }
  }

  /// What waits in memory for a deleted target is cancelled.
  void deleted(Engine memory, String name) {
    Lane lane = memory.lane(name);
    if (lane != null && memory.flow() instanceof DirectFlow direct) {
      direct.remove(lane, DeliveryState.CANCELLED, "deleted", "its target was deleted");
    }
  }

  /// For work that nobody waits for.
  void contain(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      LOG.warn("the store: {}", failure.toString());
    }
  }
}
