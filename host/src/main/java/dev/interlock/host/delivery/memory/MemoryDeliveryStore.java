package dev.interlock.host.delivery.memory;

import dev.interlock.api.settings.Rate;
import dev.interlock.host.delivery.VolatileStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Deliveries in memory: of each target at most 10,000 wait, or 32 MiB of bodies; beyond, the
/// oldest are dropped and told. What is finished is forgotten at once: there is no history, no
/// retention, and an id counts as known only while its delivery is open. Thread-safe, never blocks.
public final class MemoryDeliveryStore implements VolatileStore {

  public static final int MOST_DELIVERIES = 10_000;
  public static final long MOST_BYTES = 32L << 20;

  private final InstantSource clock;
  private final LongSupplier nanos;
  private final int mostDeliveries;
  private final long mostBytes;
  private final Map<String, MemoryTarget> queues = new ConcurrentHashMap<>();
  private final Map<String, TargetRecord> records = new ConcurrentHashMap<>();
  private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private volatile Consumer<List<Leased>> dropped = gone -> {};

  /// @param nanos a monotonic ticker
  public MemoryDeliveryStore(InstantSource clock, LongSupplier nanos) {
    this(clock, nanos, MOST_DELIVERIES, MOST_BYTES);
  }

  MemoryDeliveryStore(InstantSource clock, LongSupplier nanos, int mostDeliveries, long mostBytes) {
    this.clock = clock;
    this.nanos = nanos;
    this.mostDeliveries = mostDeliveries;
    this.mostBytes = mostBytes;
  }

  @Override
  public void onDropped(Consumer<List<Leased>> listener) {
    dropped = listener;
  }

  @Override
  public void accept(List<Acceptance> deliveries) {
    for (Acceptance acceptance : deliveries) {
      tell(queue(acceptance.target()).accept(acceptance, mostDeliveries, nanos.getAsLong()));
    }
  }

  private MemoryTarget queue(String target) {
    MemoryTarget known = queues.get(target);
    return known != null
        ? known
        : queues.computeIfAbsent(target, name -> new MemoryTarget(name, mostBytes, numbers));
  }

  private void tell(List<Leased> gone) {
    if (!gone.isEmpty()) {
      dropped.accept(gone);
    }
  }

  @Override
  public List<Leased> lease(String host, List<Demand> demands) {
    List<Leased> taken = new ArrayList<>(demands.size());
    for (Demand demand : demands) {
      MemoryTarget queue = queues.get(demand.target());
      if (queue != null) {
        queue.lease(demand, nanos.getAsLong(), taken);
      }
    }
    return taken;
  }

  @Override
  public Set<Long> settle(List<Settlement> settlements) {
    if (settlements.size() == 1) {
      Settlement only = settlements.getFirst();
      return settle(only) ? Set.of(only.leased().number()) : Set.of();
    }
    Set<Long> counted = new HashSet<>();
    for (Settlement settlement : settlements) {
      if (settle(settlement)) {
        counted.add(settlement.leased().number());
      }
    }
    return counted;
  }

  private boolean settle(Settlement settlement) {
    MemoryTarget queue = queues.get(settlement.leased().target());
    long now = nanos.getAsLong();
    if (queue == null || !queue.settle(settlement, now)) {
      return false;
    }
    if (!(settlement.next() instanceof Next.Finish)) {
      tell(queue.trimTo(mostDeliveries, now));
    }
    return true;
  }

  @Override
  public void onWake(Consumer<Set<String>> listener) {
    // nobody but this process's queue puts anything in
  }

  @Override
  public Map<String, TargetRecord> targets() {
    return Map.copyOf(records);
  }

  @Override
  public boolean change(TargetRecord next) {
    TargetRecord[] changed = new TargetRecord[1];
    records.compute(
        next.name(),
        (_, current) -> {
          long version = current == null ? 0 : current.version();
          if (version != next.version() - 1) {
            return current;
          }
          changed[0] = next;
          return next;
        });
    return changed[0] != null;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public int takeRate(String target, Rate rate, int wanted) {
    return buckets
        .computeIfAbsent(target, _ -> new TokenBucket())
        .take(rate.perSecond(), wanted, nanos.getAsLong());
  }

  @Override
  public Map<String, Backlog> backlogs(Collection<String> targets) {
    Map<String, Backlog> backlogs = new HashMap<>();
    for (String target : targets) {
      MemoryTarget queue = queues.get(target);
      backlogs.put(
          target, queue == null ? new Backlog(0, Duration.ZERO) : queue.backlog(nanos.getAsLong()));
    }
    return backlogs;
  }

  @Override
  public Set<String> heartbeat(HostFile self, Set<String> targets) {
    return Set.of();
  }

  @Override
  public int park(String target, int most) {
    return remove(target, most).size();
  }

  @Override
  public int clean(Duration retention, int most) {
    return 0;
  }

  @Override
  public OptionalLong nextDue(String target) {
    MemoryTarget queue = queues.get(target);
    return queue == null ? OptionalLong.empty() : queue.nextDue();
  }

  @Override
  public void hurry(String target) {
    MemoryTarget queue = queues.get(target);
    if (queue != null) {
      queue.hurry(nanos.getAsLong());
    }
  }

  @Override
  public List<Leased> remove(String target) {
    return remove(target, Long.MAX_VALUE);
  }

  @Override
  public void forget(String target) {
    queues.remove(target);
    records.remove(target);
    buckets.remove(target);
  }

  private List<Leased> remove(String target, long most) {
    MemoryTarget queue = queues.get(target);
    return queue == null ? List.of() : queue.remove(most, nanos.getAsLong());
  }
}
