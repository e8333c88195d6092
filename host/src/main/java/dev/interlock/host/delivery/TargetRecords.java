package dev.interlock.host.delivery;

import dev.interlock.host.delivery.DeliveryStore.TargetRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// What a store shares about targets, as it was last seen. Changes go to the store at once; those
/// of other hosts are seen after `refresh`. Thread-safe; `of` and `now` never block.
final class TargetRecords {

  private static final int MOST_TRIES = 10;

  private final DeliveryStore store;
  private final InstantSource clock;
  private final Map<String, TargetRecord> seen = new ConcurrentHashMap<>();

  /// What the store's clock is ahead.
  private volatile Duration ahead = Duration.ZERO;

  TargetRecords(DeliveryStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  TargetRecord of(String name) {
    TargetRecord record = seen.get(name);
    return record != null ? record : TargetRecord.unknown(name);
  }

  /// By the store's clock, as far as it is known here; in milliseconds, which every store keeps.
  Instant now() {
    return clock.instant().plus(ahead).truncatedTo(ChronoUnit.MILLIS);
  }

  /// Looks again. Blocks where the store does.
  void refresh() {
    Map<String, TargetRecord> current = store.targets();
    current.forEach(
        (name, record) ->
            seen.merge(
                name, record, (old, fresh) -> fresh.version() >= old.version() ? fresh : old));
    seen.keySet().removeIf(name -> !current.containsKey(name));
    ahead = ahead();
  }

  /// Nothing where the store's time lies between two looks at this clock: so a clock that is moved
  /// meanwhile misleads nobody.
  private Duration ahead() {
    Instant before = clock.instant();
    Instant stored = store.now();
    Instant after = clock.instant();
    if (stored.isBefore(before)) {
      return Duration.between(before, stored);
    }
    return stored.isAfter(after) ? Duration.between(after, stored) : Duration.ZERO;
  }

  /// Changes a record, looking again where somebody else was faster; `how` gives an equal one for
  /// no change. Blocks where the store does.
  ///
  /// @return whether it was changed
  boolean change(String name, UnaryOperator<TargetRecord> how) {
    for (int i = 0; i < MOST_TRIES; i++) {
      TargetRecord current = of(name);
      TargetRecord next = how.apply(current);
      if (next.equals(current)) {
        return false;
      }
      if (store.change(next)) {
        seen.put(name, next);
        return true;
      }
      refresh();
    }
    return false;
  }

  void forget(String name) {
    seen.remove(name);
  }
}
