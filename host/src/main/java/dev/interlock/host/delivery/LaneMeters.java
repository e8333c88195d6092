package dev.interlock.host.delivery;

import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.host.delivery.DeliveryStore.Backlog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/// Meters of one target, removed with it. Tag `target` is `CONNECTOR/NAME`; where there are more
/// targets than have series of their own, it is empty, counters are those of all the rest, and
/// gauges are left to the sum of them.
///
/// | meter | |
/// |---|---|
/// | `interlock_delivery_waiting` | deliveries that are not finished; durable ones as last counted |
/// | `interlock_delivery_in_flight` | attempts of this host |
/// | `interlock_delivery_attempts_total` | by `result`: `delivered` or `failed` |
/// | `interlock_delivery_ended_total` | deliveries, by `state` |
/// | `interlock_delivery_breaker` | 0 closed, 1 half open, 2 open |
/// | `interlock_delivery_blocked_seconds` | for how long the oldest head of a key has waited |
final class LaneMeters {

  private final MeterRegistry registry;
  private final Lane lane;
  private final Backlogs backlogs;
  private final boolean isOwn;
  private final List<Meter> own = new CopyOnWriteArrayList<>();
  private final Map<DeliveryState, Counter> endings = new ConcurrentHashMap<>();
  private final Counter delivered;
  private final Counter failed;

  LaneMeters(MeterRegistry registry, Lane lane, Backlogs backlogs, boolean isOwn) {
    this.registry = registry;
    this.lane = lane;
    this.backlogs = backlogs;
    this.isOwn = isOwn;
    delivered = counter("attempts", "result", "delivered");
    failed = counter("attempts", "result", "failed");
    if (isOwn) {
      gauge("waiting", LaneMeters::waiting);
      gauge("in.flight", LaneMeters::inFlight);
      gauge("breaker", each -> each.lane.breaker().level());
      gauge("blocked.seconds", each -> each.backlog().blockedFor().toMillis() / 1000.0);
    }
  }

  boolean isOwn() {
    return isOwn;
  }

  double waiting() {
    return backlog().waiting();
  }

  double inFlight() {
    return lane.inFlight();
  }

  private Backlog backlog() {
    return backlogs.of(lane.name());
  }

  private Counter counter(String name, String tag, String value) {
    Counter counter =
        Counter.builder("interlock.delivery." + name)
            .tag("target", isOwn ? lane.name() : "")
            .tag(tag, value)
            .register(registry);
    own.add(counter);
    return counter;
  }

  private void gauge(String name, ToDoubleFunction<LaneMeters> value) {
    own.add(
        Gauge.builder("interlock.delivery." + name, this, value)
            .tag("target", lane.name())
            .register(registry));
  }

  void attempted(boolean succeeded) {
    (succeeded ? delivered : failed).increment();
  }

  void ended(DeliveryState state, int number) {
    endings
        .computeIfAbsent(
            state, each -> counter("ended", "state", each.name().toLowerCase(Locale.ROOT)))
        .increment(number);
  }

  void remove() {
    own.forEach(registry::remove);
  }
}
