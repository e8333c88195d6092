package dev.interlock.host.delivery.store;

import dev.interlock.api.Registration;
import dev.interlock.api.delivery.NotStoredException;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.store.Store;
import dev.interlock.host.delivery.DeliveryStore;
import dev.interlock.host.store.CrashPoint;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Deliveries in the host's database. What is accepted is open or finished, never lost, and results
/// count only under the latest lease. What many callers accept at the same time goes into one
/// transaction. Thread-safe.
public final class SqlDeliveryStore implements DeliveryStore, AutoCloseable {

  private final Store store;
  private final Dialect dialect;
  private final Targets targets;
  private final Wakes wakes;
  private final Commits commits;
  private final Accepting accepting;
  private final Presence presence;
  private final Cleaner cleaner;
  private final Expiring expiring;

  private final Supplier<Optional<Refusal>> refusal;

  private @Nullable SqliteTimes times;
  private @Nullable ServerTime serverTime;
  private @Nullable Registration listening;

  SqlDeliveryStore(Store store, Dialect dialect, Supplier<Optional<Refusal>> refusal) {
    this.store = store;
    this.refusal = refusal;
    this.dialect = dialect;
    this.targets = new Targets(store);
    this.wakes = new Wakes(dialect);
    this.commits = new Commits(store);
    this.accepting = new Accepting(commits, dialect, targets, wakes);
    this.presence = new Presence(store, dialect, targets);
    this.cleaner = new Cleaner(dialect);
    this.expiring = new Expiring(store, dialect);
  }

  /// Opens `store` where it isn't open.
  ///
  /// @param clock where the database has none of its own; a `SteadyClock` follows steps of the wall
  ///   clock
  public static SqlDeliveryStore over(HostStore store, InstantSource clock) {
    return switch (store.dialect()) {
      case SQLITE -> {
        SqlDeliveryStore deliveries =
            new SqlDeliveryStore(store.own(), new SqliteDialect(clock), store::refusal);
        deliveries.times =
            clock instanceof SteadyClock steady ? new SqliteTimes(store.own(), steady) : null;
        yield deliveries;
      }
      case POSTGRESQL -> {
        SqlDeliveryStore deliveries =
            new SqlDeliveryStore(store.own(), new PostgresDialect(), store::refusal);
        deliveries.serverTime = new ServerTime(System::nanoTime);
        deliveries.listening = store.listen(Wakes.CHANNEL, deliveries::heard);
        yield deliveries;
      }
    };
  }

  /// Nothing: something may have been missed, so all may have something new.
  private void heard(String payload) {
    if (payload.isEmpty()) {
      wakes.here(targets.known());
    } else {
      wakes.heard(payload);
    }
  }

  /// The same deliveries, to look at and to act on.
  public SqlDeliveryArchive archive() {
    return new SqlDeliveryArchive(store, dialect, targets, wakes);
  }

  @Override
  public void accept(List<Acceptance> deliveries) {
    List<@Nullable Leased> _ = accept("", deliveries);
  }

  @Override
  public List<@Nullable Leased> accept(String host, List<Acceptance> deliveries) {
    if (deliveries.isEmpty()) {
      return List.of();
    }
    Optional<Refusal> refused = refusal.get();
    if (refused.isPresent()) {
      throw new NotStoredException(refused.get().reason(), null);
    }
    openTimes();
    return accepting.accept(host, deliveries);
  }

  private void openTimes() {
    if (times != null) {
      times.open();
    }
  }

  @Override
  public Optional<String> refusal(String target, long maxBacklog) {
    Optional<Refusal> refused = refusal.get();
    return refused.isPresent()
        ? refused.map(Refusal::reason)
        : accepting.refusal(store, target, maxBacklog);
  }

  @Override
  public List<Leased> lease(String host, List<Demand> demands) {
    openTimes();
    Map<String, Integer> numbers = targets.numbers(demands.stream().map(Demand::target).toList());
    Map<Integer, String> names = new TreeMap<>();
    List<Wanted> wanted = new ArrayList<>();
    for (Demand demand : demands) {
      int target = Targets.lookUp(numbers, demand.target());
      names.put(target, demand.target());
      if (demand.most() > 0) {
        wanted.add(new Wanted(target, demand.most(), Micros.of(demand.lease())));
      }
    }
    if (wanted.isEmpty()) {
      return List.of();
    }
    return commits
        .write(
            CrashPoint.LEASE_BEFORE_COMMIT,
            CrashPoint.LEASE_AFTER_COMMIT,
            connection -> dialect.lease(connection, host, wanted))
        .stream()
        .map(row -> row.leased(names.getOrDefault(row.target(), "")))
        .toList();
  }

  @Override
  public Set<Long> settle(List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return Set.of();
    }
    Map<String, Integer> numbers =
        targets.numbers(settlements.stream().map(each -> each.leased().target()).toList());
    List<Outcome> outcomes =
        settlements.stream()
            .map(each -> Outcome.of(each, Targets.lookUp(numbers, each.leased().target())))
            .sorted(Comparator.comparingLong(Outcome::number))
            .toList();
    return commits.write(
        CrashPoint.SETTLE_BEFORE_COMMIT,
        CrashPoint.SETTLE_AFTER_COMMIT,
        connection -> dialect.settle(connection, outcomes));
  }

  @Override
  public void onWake(Consumer<Set<String>> listener) {
    wakes.add(listener);
  }

  @Override
  public Map<String, TargetRecord> targets() {
    return targets.records();
  }

  @Override
  public boolean change(TargetRecord next) {
    int number = targets.number(next.name());
    return store.write(
        connection -> {
          boolean changed = targets.change(connection, number, next);
          if (changed) {
            wakes.elsewhere(connection, Set.of(next.name()));
          }
          return changed;
        });
  }

  @Override
  public Instant now() {
    return Micros.instant(store.read(dialect::now));
  }

  @Override
  public int takeRate(String target, Rate rate, int wanted) {
    int number = targets.number(target);
    return store.write(
        connection -> new SharedRates(dialect).take(connection, number, rate, wanted));
  }

  @Override
  public Map<String, Backlog> backlogs(Collection<String> wanted) {
    Map<String, Integer> numbers = targets.numbers(wanted);
    return store.read(
        connection -> new Backlogs(dialect, connection).of(Set.copyOf(wanted), numbers));
  }

  @Override
  public Set<String> heartbeat(HostFile self, Set<String> known) {
    openTimes();
    if (times != null) {
      times.follow();
    }
    Set<String> unknown = presence.heartbeat(self, known);
    if (serverTime != null) {
      serverTime.observe(this::now);
    }
    return unknown;
  }

  @Override
  public Optional<String> clockStep() {
    return serverTime == null ? Optional.empty() : serverTime.step();
  }

  @Override
  public void leave(String host) {
    presence.leave(host);
  }

  @Override
  public List<LivingHost> hosts() {
    return presence.hosts();
  }

  @Override
  public void admit(List<Admission> admissions) {
    presence.admit(admissions);
  }

  @Override
  public int park(String target, int most) {
    int number = targets.number(target);
    return store.write(connection -> new Parking(dialect, connection).park(number, most));
  }

  @Override
  public Expiry expire(String target, int most) {
    return expiring.expire(targets.number(target), most);
  }

  @Override
  public int clean(Duration retention, int most) {
    return store.write(connection -> cleaner.clean(connection, retention, most));
  }

  /// Nothing is heard of other hosts any more. The store stays open.
  @Override
  public void close() {
    if (listening != null) {
      listening.close();
    }
  }
}
