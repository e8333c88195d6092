package dev.interlock.host.delivery;

import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Leases what is new in the commit that accepts it, where this host can begin it soon and nothing
/// older of its target waits: that saves writing, and reading, it for a lease of its own.
/// Thread-safe.
final class EarlyLeases {

  private final Engine engine;
  private final BatchFlow flow;

  EarlyLeases(Engine engine, BatchFlow flow) {
    this.engine = engine;
    this.flow = flow;
  }

  /// Accepts all or none; gives those that were not leased with that. What was is under way.
  List<Acceptance> accept(List<Acceptance> deliveries) {
    long now = engine.time().nanos(); // of before: no lease ends earlier than is thought here
    List<@Nullable Lane> charged = new ArrayList<>(deliveries.size());
    List<Acceptance> asked = new ArrayList<>(deliveries.size());
    for (Acceptance acceptance : deliveries) {
      Lane lane = engine.lane(acceptance.target());
      Duration lease = lane == null ? Duration.ZERO : lease(lane, acceptance.delivery());
      charged.add(lease.isZero() ? null : lane);
      asked.add(lease.isZero() ? acceptance : acceptance.leasedFor(lease));
    }
    List<@Nullable Leased> leased = List.of();
    try {
      leased = engine.store().accept(engine.settings().host(), asked);
    } finally {
      begin(charged, asked, leased, now);
    }
    List<Acceptance> rest = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (leased.get(i) == null) {
        rest.add(asked.get(i));
      }
    }
    return rest;
  }

  /// How long it is to be leased; its place and permit are taken then. Zero: not now.
  private Duration lease(Lane lane, NewDelivery delivery) {
    Lane.Registered registered = lane.registered();
    if (flow.isStopped()
        || !engine.settings().leases()
        || registered == null
        || delivery.orderKey() != null
        || delivery.delay().isPositive()
        || !engine.settings().only().test(lane.name())
        || !Demands.takesMore(lane, registered.target())
        || flow.bytes() >= engine.settings().bounds().bytes()
        || !engine.permits().takeNow()) {
      return Duration.ZERO;
    }
    flow.charge(lane, delivery);
    return Demands.lease(registered.target());
  }

  /// @param leased empty where nothing was accepted
  private void begin(
      List<@Nullable Lane> charged,
      List<Acceptance> asked,
      List<@Nullable Leased> leased,
      long now) {
    for (int i = 0; i < charged.size(); i++) {
      Lane lane = charged.get(i);
      if (lane != null) {
        Leased lease = leased.isEmpty() ? null : leased.get(i);
        if (lease == null) {
          flow.discharge(lane, asked.get(i).delivery());
        } else {
          lane.buffer().add(lease, now);
        }
      }
    }
  }
}
