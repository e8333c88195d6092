package dev.interlock.host.delivery.store;

import dev.interlock.host.delivery.DeliveryStore.Made;
import dev.interlock.host.delivery.DeliveryStore.Next;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What became of a lease, for a target by its number.
///
/// @param attempt its number since the delivery was accepted, or retried by hand
/// @param state that follows
/// @param delay until it is due again; negative where its time stays as it is
/// @param made null where no attempt was made
/// @param key of an ordered one
record Outcome(
    int target,
    long number,
    long epoch,
    int attempt,
    int state,
    long delay,
    @Nullable Made made,
    @Nullable Key key) {

  static Outcome of(Settlement settlement, int target) {
    String key = settlement.leased().delivery().orderKey();
    return new Outcome(
        target,
        settlement.leased().number(),
        settlement.leased().epoch(),
        settlement.leased().attempts() + 1,
        switch (settlement.next()) {
          case Next.Finish(var state) -> States.code(state);
          case Next.Again _, Next.Release _ -> States.PENDING;
        },
        switch (settlement.next()) {
          case Next.Again(var delay) -> Micros.of(delay);
          case Next.Finish _, Next.Release _ -> -1;
        },
        settlement.attempt(),
        key == null ? null : new Key(target, key));
  }

  /// Whether the next of its key may go.
  boolean freesKey() {
    return key != null && !States.isOpen(state) && state != States.HELD;
  }

  /// Those whose lease was lost, or whose delivery was taken away.
  static List<Outcome> uncounted(Collection<Outcome> outcomes, Set<Long> counted) {
    return outcomes.stream().filter(each -> !counted.contains(each.number())).toList();
  }

  static SortedSet<Key> freed(Collection<Outcome> outcomes) {
    SortedSet<Key> keys = new TreeSet<>();
    for (Outcome outcome : outcomes) {
      if (outcome.freesKey() && outcome.key != null) {
        keys.add(outcome.key);
      }
    }
    return keys;
  }
}
