package dev.interlock.host.delivery.memory;

import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One delivery that waits or is leased. Its target's lock guards it.
final class Entry {

  final long number;
  final NewDelivery delivery;
  final long acceptedAt;
  final long expireNanos;
  long dueAt;
  long firstTryAt;
  long leasedUntil;
  long epoch;
  int attempts;
  Place place;

  /// Where it stands.
  enum Place {
    FRESH,
    DELAYED,
    BLOCKED,
    LEASED,
    HELD
  }

  Entry(long number, NewDelivery delivery, long expireNanos, long now) {
    this.number = number;
    this.delivery = delivery;
    this.expireNanos = expireNanos;
    this.acceptedAt = now;
    this.dueAt = now;
    this.place = Place.FRESH;
  }

  @Nullable String key() {
    return delivery.orderKey();
  }

  int size() {
    return delivery.body().length;
  }

  Leased lease(String target, long now, long until) {
    epoch++;
    place = Place.LEASED;
    leasedUntil = until;
    Leased leased = seen(target, now);
    if (attempts++ == 0) {
      firstTryAt = now;
    }
    return leased;
  }

  /// As it stands, for a caller that only looks.
  Leased seen(String target, long now) {
    Duration age = Duration.ofNanos(now - acceptedAt);
    Duration tried = attempts == 0 ? Duration.ZERO : Duration.ofNanos(now - firstTryAt);
    boolean expired = now - acceptedAt >= expireNanos;
    return new Leased(number, epoch, target, delivery, attempts, age, tried, expired);
  }
}
