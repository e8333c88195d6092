package dev.interlock.host.delivery;

import dev.interlock.api.delivery.Target;
import dev.interlock.api.settings.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// When each lane over a volatile store is to be looked at again: when the next delivery is due,
/// its breaker lets a probe through, its rate allows one more, or the host has a permit again. One
/// timer for each lane. Thread-safe, never blocks.
final class LaneTimers {

  private final Engine engine;
  private final VolatileStore store;
  private final Consumer<Lane> pump;
  private final Map<Lane, Wake> wakes = new ConcurrentHashMap<>();

  /// @param pump sends what may be sent now
  LaneTimers(Engine engine, VolatileStore store, Consumer<Lane> pump) {
    this.engine = engine;
    this.store = store;
    this.pump = pump;
  }

  AttemptPermits.Waiter waiter(Lane lane) {
    return wake(lane).waiter;
  }

  private Wake wake(Lane lane) {
    return wakes.computeIfAbsent(lane, Wake::new);
  }

  void plan(Lane lane, Target target) {
    OptionalLong due = store.nextDue(lane.name());
    if (due.isEmpty() || lane.isShut()) {
      return;
    }
    long now = engine.time().nanos();
    long at = due.getAsLong();
    Instant until = target.flow().breaker() ? lane.breaker().until() : null;
    if (until != null) {
      long open = Duration.between(engine.records().now(), until).toNanos();
      at = open > at - now ? now + open : at;
    }
    Rate rate = target.flow().rate();
    if (rate != null && at - now <= 0) {
      at = now + (long) (1e9 / rate.perSecond());
    }
    wake(lane).at(Math.max(at, now + 1), now);
  }

  void forget(Lane lane) {
    Wake _ = wakes.remove(lane);
  }

  private final class Wake {
    private final Lane lane;
    private final AttemptPermits.Waiter waiter;

    /// Guarded by this.
    private long at;

    private boolean planned;

    Wake(Lane lane) {
      this.lane = lane;
      this.waiter = new AttemptPermits.Waiter(() -> pump.accept(lane));
    }

    synchronized void at(long time, long now) {
      if (!planned || time - at < 0) {
        planned = true;
        at = time;
        engine.time().later(time - now, this::ring);
      }
    }

    private void ring() {
      synchronized (this) {
        planned = false;
      }
      engine.time().elsewhere(() -> pump.accept(lane));
    }
  }
}
