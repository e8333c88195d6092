package dev.interlock.host.delivery;

import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.NotStoredException;
import dev.interlock.api.settings.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A store as the queue sees a durable one: not volatile, its calls counted, failing when told.
/// Keeps in memory what it is given, and how each delivery ended.
final class CountingStore implements DeliveryStore {

  private final VolatileStore inner;
  final List<List<Acceptance>> accepted = new ArrayList<>();
  final List<List<Demand>> demands = new ArrayList<>();
  final List<Integer> leases = new ArrayList<>();
  final List<Integer> settles = new ArrayList<>();
  final List<Made> made = new ArrayList<>();
  final Map<Long, DeliveryState> finished = new HashMap<>();
  final Set<String> strangers = new HashSet<>();
  final List<String> parked = new ArrayList<>();
  final Set<String> swept = new HashSet<>();
  Consumer<Set<String>> listener = names -> {};
  int opened;
  final List<Duration> retentions = new ArrayList<>();
  int cleaned;
  int changes;
  boolean failing;
  boolean leasesEarly;
  int early;

  CountingStore(VolatileStore inner) {
    this.inner = inner;
  }

  CountingStore opened() {
    opened++;
    return this;
  }

  private void failIfTold() {
    if (failing) {
      throw new NotStoredException("the disk is full", null);
    }
  }

  @Override
  public synchronized Expiry expire(String target, int most) {
    swept.add(target);
    return new Expiry(List.of(), false);
  }

  @Override
  public synchronized void accept(List<Acceptance> deliveries) {
    failIfTold();
    accepted.add(List.copyOf(deliveries));
    inner.accept(deliveries);
  }

  @Override
  public synchronized List<@Nullable Leased> accept(String host, List<Acceptance> deliveries) {
    accept(deliveries);
    List<@Nullable Leased> leased = new ArrayList<>();
    for (Acceptance each : deliveries) {
      boolean leases = leasesEarly && each.lease().isPositive();
      leased.add(
          leases
              ? inner.lease(host, List.of(new Demand(each.target(), 1, each.lease()))).getFirst()
              : null);
      early += leases ? 1 : 0;
    }
    return leased;
  }

  @Override
  public synchronized List<Leased> lease(String host, List<Demand> wanted) {
    failIfTold();
    demands.add(List.copyOf(wanted));
    List<Leased> leased = inner.lease(host, wanted);
    leases.add(leased.size());
    return leased;
  }

  @Override
  public synchronized Set<Long> settle(List<Settlement> settlements) {
    failIfTold();
    settles.add(settlements.size());
    Set<Long> counted = inner.settle(settlements);
    for (Settlement settlement : settlements) {
      if (settlement.attempt() != null) {
        made.add(settlement.attempt());
      }
      if (counted.contains(settlement.leased().number())
          && settlement.next() instanceof Next.Finish(DeliveryState state)) {
        finished.put(settlement.leased().number(), state);
      }
    }
    return counted;
  }

  @Override
  public void onWake(Consumer<Set<String>> told) {
    listener = told;
  }

  @Override
  public Map<String, TargetRecord> targets() {
    failIfTold();
    return inner.targets();
  }

  @Override
  public boolean change(TargetRecord next) {
    failIfTold();
    changes++;
    return inner.change(next);
  }

  @Override
  public Instant now() {
    return inner.now();
  }

  @Override
  public int takeRate(String target, Rate rate, int wanted) {
    return inner.takeRate(target, rate, wanted);
  }

  @Override
  public Map<String, Backlog> backlogs(Collection<String> targets) {
    return inner.backlogs(targets);
  }

  @Override
  public Set<String> heartbeat(HostFile self, Set<String> targets) {
    failIfTold();
    Set<String> unknown = new HashSet<>(strangers);
    unknown.removeAll(targets);
    return unknown;
  }

  @Override
  public int park(String target, int most) {
    parked.add(target);
    return inner.park(target, most);
  }

  @Override
  public int clean(Duration retention, int most) {
    cleaned++;
    retentions.add(retention);
    return 0;
  }
}
