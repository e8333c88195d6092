package dev.interlock.host.delivery;

import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.Target;
import dev.interlock.host.delivery.DeliveryStore.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has to be done for a store now and then: every 5 s this host says that it lives and which
/// targets it knows, and looks what others have changed; targets that no living host knows have
/// their deliveries set aside, first a minute after this host's start; every minute what is older
/// than the retention goes. In small batches, one run at a time.
final class Housekeeping {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.delivery");
  private static final long BEAT = Duration.ofSeconds(5).toNanos();
  private static final long GRACE = Duration.ofSeconds(60).toNanos();
  private static final long CLEAN_EVERY = Duration.ofSeconds(60).toNanos();
  private static final long COUNT_EVERY = Duration.ofSeconds(15).toNanos();
  private static final int BATCH = 500;
  private static final int MOST_BATCHES = 40;

  private final Engine engine;
  private final ExpirySweep expiring;

  /// By the ticker, since when no host knows a target. For the one run at a time.
  private final Map<String, Long> strangersSince = new HashMap<>();

  private final long startedAt;
  private long cleanAt;
  private long countAt;
  private volatile boolean stopped;
  private volatile @Nullable String problem;

  Housekeeping(Engine engine) {
    this.engine = engine;
    this.expiring = new ExpirySweep(engine);
    this.startedAt = engine.time().nanos();
    this.cleanAt = startedAt + CLEAN_EVERY;
    this.countAt = startedAt;
  }

  void start() {
    engine.time().elsewhere(this::run);
  }

  /// The other hosts are told, unless the store was out of reach when it was last asked.
  void stop() {
    if (!stopped) {
      stopped = true;
      if (problem == null) {
        engine.store().leave(engine.settings().host());
      }
    }
  }

  /// Why the store can't be worked with; empty where it can.
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private void run() {
    if (stopped) {
      return;
    }
    try {
      beat(engine.time().nanos());
      problem = null;
    } catch (RuntimeException failure) {
      if (problem == null) {
        LOG.warn("the store: {}", failure.toString());
      }
      problem = String.valueOf(failure.getMessage());
    }
    engine.time().later(BEAT, () -> engine.time().elsewhere(this::run));
  }

  private void beat(long now) {
    Set<String> known = new TreeSet<>();
    for (Lane lane : engine.lanes()) {
      if (lane.registered() != null) {
        known.add(lane.name());
      }
    }
    DeliveryStore store = engine.store();
    store.admit(admissions());
    known.addAll(engine.kept());
    Set<String> strangers = store.heartbeat(engine.settings().file().get(), known);
    engine.records().refresh();
    engine.lanes().forEach(lane -> lane.breaker().merge(lane.record()));
    unknownFor(strangers, now).forEach(this::park);
    if (now - countAt >= 0) {
      countAt = now + COUNT_EVERY;
      engine.backlogs().refresh(known);
    }
    expiring.run(now);
    if (now - cleanAt >= 0) {
      cleanAt = now + CLEAN_EVERY;
      clean(store);
    }
  }

  private List<Admission> admissions() {
    List<Admission> admissions = new ArrayList<>();
    for (Lane lane : engine.lanes()) {
      Lane.Registered registered = lane.registered();
      if (registered != null && registered.target().durability() == Durability.DURABLE) {
        Target target = registered.target();
        admissions.add(
            new Admission(
                lane.name(), target.expire(), target.flow().maxBacklog(), target.orderKey()));
      }
    }
    return admissions;
  }

  /// Those that no host has known for so long without a break, though their connector is at work
  /// here.
  private List<String> unknownFor(Set<String> strangers, long now) {
    strangersSince.keySet().retainAll(strangers);
    List<String> unknown = new ArrayList<>();
    for (String stranger : strangers) {
      if (!engine.isOfOneInForce(stranger)) {
        strangersSince.remove(stranger);
      } else if (now - strangersSince.computeIfAbsent(stranger, _ -> now) >= GRACE) {
        unknown.add(stranger);
      }
    }
    return unknown;
  }

  private void park(String target) {
    int parked = 0;
    for (int i = 0; i < MOST_BATCHES; i++) {
      int more = engine.store().park(target, BATCH);
      parked += more;
      if (more < BATCH) {
        break;
      }
    }
    if (parked > 0) {
      LOG.warn("target={} no host knows it: {} deliveries set aside", target, parked);
    }
  }

  private void clean(DeliveryStore store) {
    for (int i = 0; i < MOST_BATCHES && !stopped; i++) {
      if (store.clean(engine.retention(), BATCH) < BATCH) {
        return;
      }
    }
  }
}
