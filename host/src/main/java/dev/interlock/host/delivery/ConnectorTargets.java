package dev.interlock.host.delivery;

import dev.interlock.api.Registration;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.Target;
import dev.interlock.api.delivery.Transport;
import dev.interlock.host.bus.Staged;
import dev.interlock.host.bus.UseCount;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The targets of one start of a connector: prepared until `open`, then in force in the place of
/// its predecessor's, until a successor opens or it closes. Thread-safe.
public final class ConnectorTargets implements Staged<Deliveries> {

  private final String connector;
  private final DeliveryQueues queues;
  private final Deliveries deliveries;
  private final UseCount attempts = new UseCount();

  /// Guarded by `this`, as are the flags; by full name.
  private final Map<String, TargetQueue> targets = new LinkedHashMap<>();

  private final Map<String, String> kept = new TreeMap<>();

  private @Nullable Duration retention;
  private boolean opened;
  private boolean closed;

  ConnectorTargets(String connector, DeliveryQueues queues) {
    this.connector = connector;
    this.queues = queues;
    this.deliveries = new ConnectorDeliveries(connector, queues, this);
  }

  @Override
  public Deliveries services() {
    return deliveries;
  }

  DeliveryQueue open(String name, Target target, Transport transport) {
    TargetQueue queue = queues.prepare(name, new Lane.Registered(target, transport, attempts));
    synchronized (this) {
      if (closed) { // its successor's are in force
        return queue;
      }
      targets.put(name, queue);
      if (opened) {
        queue.register();
      }
    }
    return queue;
  }

  /// How long what has ended is kept, from when this is in force.
  synchronized void retain(Duration asked) {
    if (!asked.isPositive()) {
      throw new IllegalArgumentException(
          "found " + asked + ", expected a retention of more than 0");
    }
    retention = asked;
  }

  synchronized Optional<Duration> retention() {
    return Optional.ofNullable(retention);
  }

  /// By its full name, it is known while this is in force, though not open.
  synchronized Registration keep(String name, String problem) {
    kept.put(name, problem);
    return () -> letGo(name);
  }

  private synchronized void letGo(String name) {
    kept.remove(name);
  }

  /// By full name, with what is wrong with it, if anything is.
  synchronized Map<String, String> kept() {
    return Map.copyOf(kept);
  }

  /// The next attempt of each target goes by what is registered here. Those that only the
  /// predecessor had are released.
  @Override
  public void open(@Nullable Staged<Deliveries> predecessor) {
    synchronized (this) {
      opened = true;
      queues.inForce(connector, this);
      targets.values().forEach(TargetQueue::register);
    }
    if (predecessor != null) {
      predecessor.close();
    }
  }

  /// No attempt begins by these targets any more.
  @Override
  public CompletableFuture<Void> retire() {
    return attempts.retire();
  }

  /// Its targets are no longer registered, but for those that another has taken over; their
  /// deliveries stay.
  @Override
  public synchronized void close() {
    closed = true;
    queues.inForceNoLonger(connector, this);
    targets.values().forEach(opened ? TargetQueue::release : TargetQueue::discard);
    targets.clear();
  }
}
