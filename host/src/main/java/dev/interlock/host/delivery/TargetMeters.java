package dev.interlock.host.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;

/// The meters of all targets of a host: so many have series of their own, first come first served;
/// the rest are one together, with an empty `target`. So what `/metrics` takes is bounded, however
/// many targets there are. Thread-safe.
final class TargetMeters {

  /// Targets with series of their own.
  static final int MOST = 1000;

  private final MeterRegistry registry;
  private final int most;
  private final Set<LaneMeters> rest = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean summedUp = new AtomicBoolean();
  private int own; // guarded by this

  TargetMeters(MeterRegistry registry) {
    this(registry, MOST);
  }

  TargetMeters(MeterRegistry registry, int most) {
    this.registry = registry;
    this.most = most;
  }

  MeterRegistry registry() {
    return registry;
  }

  LaneMeters of(Lane lane, Backlogs backlogs) {
    LaneMeters meters = new LaneMeters(registry, lane, backlogs, takePlace());
    if (!meters.isOwn()) {
      rest.add(meters);
      if (summedUp.compareAndSet(false, true)) {
        sumUp("waiting", LaneMeters::waiting);
        sumUp("in.flight", LaneMeters::inFlight);
      }
    }
    return meters;
  }

  private synchronized boolean takePlace() {
    if (own == most) {
      return false;
    }
    own++;
    return true;
  }

  private void sumUp(String name, ToDoubleFunction<LaneMeters> value) {
    Gauge.builder(
            "interlock.delivery." + name, rest, each -> each.stream().mapToDouble(value).sum())
        .tag("target", "")
        .register(registry);
  }

  void remove(LaneMeters meters) {
    if (meters.isOwn()) {
      meters.remove();
      synchronized (this) {
        own--;
      }
    } else {
      rest.remove(meters);
    }
  }
}
