package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A delivery that is to be stored, for a target by its number.
///
/// @param lease null where it isn't leased with that
record Arrival(
    int target, NewDelivery delivery, long expire, long maxBacklog, @Nullable Lease lease) {

  /// @param duration in microseconds
  record Lease(String host, long duration) {}

  /// @param host which leases it, where it is to be leased
  static Arrival of(Acceptance acceptance, Map<String, Integer> targets, String host) {
    Integer target = targets.get(acceptance.target());
    if (target == null) {
      throw new IllegalStateException("found no number of target " + acceptance.target());
    }
    return new Arrival(
        target,
        acceptance.delivery(),
        Micros.of(acceptance.expire()),
        acceptance.maxBacklog(),
        acceptance.lease().isPositive() ? new Lease(host, Micros.of(acceptance.lease())) : null);
  }

  long delay() {
    return Micros.of(delivery.delay());
  }

  @Nullable Key key() {
    String name = delivery.orderKey();
    return name == null ? null : new Key(target, Texts.clean(name));
  }

  static SortedSet<Key> keys(Collection<Arrival> arrivals) {
    SortedSet<Key> keys = new TreeSet<>();
    for (Arrival arrival : arrivals) {
      Key key = arrival.key();
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }
}
