package dev.interlock.host.bus;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What `/metrics` says of events: `interlock_events_total{event,outcome}` and
/// `interlock_events_waiting{event}`. Reads the channels' own counts, so a dispatch pays nothing
/// for it.
final class BusMeters {

  private final MeterRegistry registry;
  private final Map<String, List<Meter>> meters = new ConcurrentHashMap<>();

  BusMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void add(EventChannel channel) {
    String event = channel.event().name();
    List<Meter> added = new ArrayList<>();
    added.add(counter(event, "completed", channel.completed()));
    added.add(counter(event, "cancelled", channel.cancelled()));
    added.add(counter(event, "failed", channel.failed()));
    added.add(counter(event, "refused", channel.refused()));
    added.add(
        Gauge.builder("interlock.events.waiting", channel, EventChannel::waiting)
            .description("Dispatches under way.")
            .tag("event", event)
            .register(registry));
    meters.put(event, added);
  }

  private Meter counter(String event, String outcome, LongAdder count) {
    return FunctionCounter.builder("interlock.events", count, LongAdder::sum)
        .description("Published events, by how they ended.")
        .tags("event", event, "outcome", outcome)
        .register(registry);
  }

  void remove(String event) {
    List<Meter> gone = meters.remove(event);
    if (gone != null) {
      gone.forEach(registry::remove);
    }
  }
}
