package dev.interlock.host.delivery;

import dev.interlock.api.delivery.Target;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One store with the targets that this host delivers to out of it. Thread-safe.
final class Engine {

  private final DeliveryStore store;
  private final DeliverySettings settings;
  private final Shared shared;
  private final TargetRecords records;
  private final Attempts attempts;
  private final Aftermath aftermath;
  private final Backlogs backlogs;
  private final Flow flow;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

  /// What all engines of a host have in common.
  ///
  /// @param inForce what each connector has in force, by its name
  record Shared(
      DeliveryTime time,
      AttemptPermits permits,
      TargetMeters meters,
      Map<String, ConnectorTargets> inForce) {}

  Engine(DeliveryStore store, DeliverySettings settings, Shared shared) {
    this.store = store;
    this.settings = settings;
    this.shared = shared;
    this.records = new TargetRecords(store, shared.time().clock());
    this.attempts = new Attempts(shared.time());
    this.aftermath = new Aftermath(records);
    this.backlogs = new Backlogs(store);
    this.flow =
        store instanceof VolatileStore memory ? new DirectFlow(this, memory) : new BatchFlow(this);
  }

  void accept(List<Acceptance> deliveries) {
    flow.accept(deliveries);
  }

  /// The lane of a target, made where there is none; nothing is sent before it is registered.
  Lane prepare(String name, Target target) {
    return lanes.computeIfAbsent(name, _ -> new Lane(target, name, this, settings.retry()));
  }

  /// Registers a target, or replaces its definition.
  void register(Lane lane, Lane.Registered registered) {
    Lane known = lanes.compute(lane.name(), (_, there) -> there == null ? lane : there);
    known.register(registered);
    flow.wake(known);
  }

  @Nullable Lane lane(String name) {
    return lanes.get(name);
  }

  Collection<Lane> lanes() {
    return lanes.values();
  }

  /// Takes a target away for good, but for what its store keeps.
  void remove(Lane lane) {
    if (lanes.remove(lane.name(), lane)) {
      shared.meters().remove(lane.meters());
      records.forget(lane.name());
    }
  }

  Flow flow() {
    return flow;
  }

  DeliveryStore store() {
    return store;
  }

  /// How long what has ended is kept.
  Duration retention() {
    return shared.inForce().values().stream()
        .flatMap(each -> each.retention().stream())
        .max(Comparator.naturalOrder())
        .orElse(settings.bounds().retention());
  }

  /// Whether it is a target of a connector that is at work here.
  boolean isOfOneInForce(String target) {
    return shared.inForce().containsKey(target.substring(0, Math.max(target.indexOf('/'), 0)));
  }

  /// Targets that are known, though not open.
  Set<String> kept() {
    return shared.inForce().values().stream()
        .flatMap(each -> each.kept().keySet().stream())
        .collect(Collectors.toSet());
  }

  DeliverySettings settings() {
    return settings;
  }

  DeliveryTime time() {
    return shared.time();
  }

  AttemptPermits permits() {
    return shared.permits();
  }

  TargetMeters meters() {
    return shared.meters();
  }

  TargetRecords records() {
    return records;
  }

  Attempts attempts() {
    return attempts;
  }

  Aftermath aftermath() {
    return aftermath;
  }

  Backlogs backlogs() {
    return backlogs;
  }
}
