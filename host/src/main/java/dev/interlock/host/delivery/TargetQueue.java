package dev.interlock.host.delivery;

import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.NotStoredException;
import dev.interlock.api.delivery.Target;
import dev.interlock.api.delivery.TargetStatus;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import java.util.Optional;

/// One registration of a target. Thread-safe.
final class TargetQueue implements DeliveryQueue {

  private final DeliveryQueues queues;
  private final Engine engine;
  private final Lane lane;
  private final Lane.Registered registered;
  private volatile boolean closed;

  TargetQueue(DeliveryQueues queues, Engine engine, Lane lane, Lane.Registered registered) {
    this.queues = queues;
    this.engine = engine;
    this.lane = lane;
    this.registered = registered;
  }

  @Override
  public void enqueue(NewDelivery delivery) {
    if (closed) {
      throw new NotStoredException("target " + name() + " is no longer registered", null);
    }
    if (lane.isRetired()) {
      throw new NotStoredException("target " + name() + " takes no more deliveries", null);
    }
    Target target = registered.target();
    Acceptance acceptance =
        new Acceptance(lane.name(), delivery, target.expire(), target.flow().maxBacklog());
    if (target.durability() == Durability.MEMORY) {
      queues.acceptToMemory(lane, acceptance);
    } else {
      queues.acceptToStore(acceptance);
    }
  }

  /// Attempts go by it from now on; those that wait in another engine, since the target was
  /// otherwise before, as well.
  void register() {
    for (Engine other : queues.engines()) {
      Lane there = other == engine ? lane : other.lane(lane.name());
      if (there != null) {
        other.register(there, registered);
      }
    }
  }

  /// It is registered no more, unless another took its place.
  void release() {
    for (Engine each : queues.engines()) {
      Lane there = each.lane(lane.name());
      if (there != null) {
        queues.departures().released(each, there, registered);
      }
    }
  }

  /// It will never be registered.
  void discard() {
    if (!lane.isKnown()) {
      engine.remove(lane);
    }
  }

  String name() {
    return lane.name();
  }

  @Override
  public Optional<String> refusal() {
    Target target = registered.target();
    return target.durability() == Durability.MEMORY
        ? Optional.empty()
        : engine.store().refusal(lane.name(), target.flow().maxBacklog());
  }

  @Override
  public TargetStatus status() {
    return queues.control().status(lane.name());
  }

  @Override
  public boolean permit() {
    Target target = registered.target();
    if (!target.flow().breaker()) {
      return true;
    }
    boolean open = lane.breaker().isOpen();
    boolean admitted = lane.breaker().admit(engine.records().now(), target.attemptLimit());
    if (open && admitted) {
      publish();
    }
    return admitted;
  }

  private void publish() {
    if (engine.store() instanceof VolatileStore) {
      engine.aftermath().publish(lane);
    } else {
      engine
          .time()
          .elsewhere(() -> queues.departures().contain(() -> engine.aftermath().publish(lane)));
    }
  }

  @Override
  public void observed(boolean succeeded) {
    if (!registered.target().flow().breaker()) {
      return;
    }
    engine.aftermath().observe(lane, succeeded);
    if (lane.breaker().isUnpublished()) {
      publish();
    }
    if (succeeded) {
      engine.flow().wake(lane);
    }
  }

  @Override
  public void retire() {
    lane.retire();
    queues.departures().park(engine, lane);
  }

  @Override
  public void close() {
    closed = true;
    release();
  }
}
