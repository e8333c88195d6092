package dev.interlock.host.delivery;

import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.Durability;
import dev.interlock.host.bus.EventCommit;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The delivery queues of all connectors, over memory and over the store. The store is opened with
/// the first durable target, or the first question about durable deliveries. Thread-safe.
public final class DeliveryQueues implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.delivery");

  private final DeliverySettings settings;
  private final Stores stores;
  private final Engine.Shared shared;
  private final Engine memory;
  private final Departures departures;

  /// Its identity makes the deliveries of one event one unit.
  private final EventCommit<Acceptance> commit = this::commit;

  private volatile @Nullable Durable durable;
  private volatile boolean stopping;

  /// @param durable asked once, when it is needed
  /// @param archive of the same store
  public record Stores(
      VolatileStore memory,
      Supplier<? extends DeliveryStore> durable,
      Supplier<? extends DeliveryArchive> archive) {}

  private record Durable(Engine engine, Housekeeping housekeeping) {}

  /// @param inFlight attempts under way
  /// @param queued deliveries that wait in memory
  public record Load(int inFlight, int queued) {}

  public DeliveryQueues(
      DeliverySettings settings, Stores stores, DeliveryTime time, MeterRegistry meters) {
    this.settings = settings;
    this.stores = stores;
    this.shared =
        new Engine.Shared(
            time,
            new AttemptPermits(settings.bounds().attempts(), time::elsewhere),
            new TargetMeters(meters),
            new ConcurrentHashMap<>());
    this.memory = new Engine(stores.memory(), settings, shared);
    this.departures = new Departures(time);
  }

  /// The queues as one start of `connector` sees them. What it registers counts once it is opened.
  public ConnectorTargets stage(String connector) {
    return new ConnectorTargets(connector, this);
  }

  /// That of memory first; that of the store where it is open.
  List<Engine> engines() {
    List<Engine> engines = new ArrayList<>(List.of(memory));
    Durable opened = durable;
    if (opened != null) {
      engines.add(opened.engine());
    }
    return engines;
  }

  void inForce(String connector, ConnectorTargets targets) {
    shared.inForce().put(connector, targets);
  }

  /// Unless a successor is.
  void inForceNoLonger(String connector, ConnectorTargets targets) {
    shared.inForce().remove(connector, targets);
  }

  /// A target that isn't registered yet.
  TargetQueue prepare(String name, Lane.Registered registered) {
    boolean inMemory = registered.target().durability() == Durability.MEMORY;
    Engine engine = inMemory ? memory : durable().engine();
    return new TargetQueue(this, engine, engine.prepare(name, registered.target()), registered);
  }

  Departures departures() {
    return departures;
  }

  Engine durableEngine() {
    return durable().engine();
  }

  private Durable durable() {
    Durable opened = durable;
    return opened != null ? opened : openDurable();
  }

  private synchronized Durable openDurable() {
    Durable opened = durable;
    if (opened == null) {
      Engine engine = new Engine(stores.durable().get(), settings, shared);
      engine.records().refresh(); // whoever opens a target may ask at once how it stands
      opened = new Durable(engine, new Housekeeping(engine));
      durable = opened;
      opened.housekeeping().start();
    }
    return opened;
  }

  void acceptToMemory(Lane lane, Acceptance acceptance) {
    if (stopping) {
      DeliveryStore.Leased late =
          new DeliveryStore.Leased(
              0, 0, lane.name(), acceptance.delivery(), 0, Duration.ZERO, Duration.ZERO, false);
      Callbacks.ended(lane, late, DeliveryState.ABANDONED, "stopping", "the process stops");
      return;
    }
    memory.accept(List.of(acceptance));
  }

  void acceptToStore(Acceptance acceptance) {
    if (!EventCommit.enlist(commit, acceptance)) {
      commit(List.of(acceptance));
    }
  }

  private void commit(List<Acceptance> deliveries) {
    durable().engine().accept(deliveries);
  }

  DeliveryArchive archive() {
    Durable _ = durable();
    return stores.archive().get();
  }

  void deleteAll(String name) {
    departures.deleted(memory, name);
    archive().deleteAll(name);
  }

  TargetControl control() {
    return new TargetControl(this);
  }

  /// Why the store can't be worked with; empty where it can, or isn't used.
  public Optional<String> problem() {
    Durable opened = durable;
    return opened == null ? Optional.empty() : opened.housekeeping().problem();
  }

  /// What is wrong with targets that can't be opened, by their full names.
  public SortedMap<String, String> problems() {
    SortedMap<String, String> problems = new TreeMap<>();
    shared.inForce().values().forEach(each -> problems.putAll(each.kept()));
    problems.values().removeIf(String::isEmpty);
    return problems;
  }

  /// See `DeliveryStore.clockStep`.
  public Optional<String> clockStep() {
    Durable opened = durable;
    return opened == null ? Optional.empty() : opened.engine().store().clockStep();
  }

  /// The hosts on this store, this one among them, with the files they run; none where it isn't
  /// used. Blocks where the store does.
  public List<DeliveryStore.LivingHost> hosts() {
    Durable opened = durable;
    return opened == null ? List.of() : opened.engine().store().hosts();
  }

  /// What is registered here now, durable or not.
  public List<String> targets() {
    return engines().stream()
        .flatMap(engine -> engine.lanes().stream())
        .filter(lane -> lane.registered() != null)
        .map(Lane::name)
        .distinct()
        .sorted()
        .toList();
  }

  public Load load() {
    int inFlight = 0;
    for (Engine engine : engines()) {
      inFlight += engine.lanes().stream().mapToInt(Lane::inFlight).sum();
    }
    long queued =
        memory.lanes().stream()
            .mapToLong(lane -> memory.backlogs().of(lane.name()).waiting() - lane.inFlight())
            .sum();
    return new Load(inFlight, (int) Math.max(0, queued));
  }

  /// Whether nothing that this host may deliver waits any more. Blocks where the store does.
  public boolean isDrained() {
    for (Engine engine : engines()) {
      List<String> own =
          engine.lanes().stream()
              .filter(lane -> lane.registered() != null && settings.only().test(lane.name()))
              .map(Lane::name)
              .toList();
      if (engine.store().backlogs(own).values().stream().anyMatch(each -> each.waiting() > 0)) {
        return false;
      }
    }
    return true;
  }

  /// Stops within `budget`: what waits in memory has its last try at once, and what is left then is
  /// abandoned; durable deliveries under way end and are recorded, the others stay where they are.
  public void stop(Duration budget) {
    if (stopping) {
      return;
    }
    stopping = true;
    long end = System.nanoTime() + budget.toNanos();
    List<Engine> engines = engines();
    engines.forEach(engine -> engine.flow().stop());
    while (System.nanoTime() - end < 0
        && !engines.stream().allMatch(engine -> engine.flow().isIdle())) {
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    engines.forEach(engine -> engine.flow().abandon());
    memory.lanes().forEach(DeliveryQueues::sayLost);
    Durable opened = durable;
    if (opened != null) {
      departures.contain(opened.housekeeping()::stop);
    }
  }

  private static void sayLost(Lane lane) {
    if (lane.lostOnes() > 0) {
      LOG.warn(
          "target={} lost={} deliveries in memory end with the process",
          lane.name(),
          lane.lostOnes());
    }
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
    for (Engine engine : engines()) {
      List.copyOf(engine.lanes()).forEach(engine::remove);
    }
  }
}
