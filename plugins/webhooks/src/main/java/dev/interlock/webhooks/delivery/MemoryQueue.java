package dev.interlock.webhooks.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Deliveries that wait for their first or another try. Bounded: beyond 10,000 deliveries, or 32
/// MiB of bodies, the oldest are dropped and handed back to be counted. Not thread-safe: its
/// owner's lock guards it.
final class MemoryQueue {

  static final int MOST_DELIVERIES = 10_000;
  static final long MOST_BYTES = 32L << 20;

  private final int mostDeliveries;
  private final long mostBytes;
  private final Deque<Delivery> fresh = new ArrayDeque<>();
  private final TreeSet<Delivery> delayedByAge =
      new TreeSet<>(Comparator.comparingLong(Delivery::sequence));
  private final TreeSet<Delivery> delayedByDue =
      new TreeSet<>(
          Comparator.<Delivery>comparingLong(Delivery::dueAt)
              .thenComparingLong(Delivery::sequence));
  private long sequence;
  private long bytes;

  MemoryQueue() {
    this(MOST_DELIVERIES, MOST_BYTES);
  }

  MemoryQueue(int mostDeliveries, long mostBytes) {
    this.mostDeliveries = mostDeliveries;
    this.mostBytes = mostBytes;
  }

  /// Adds one that was never tried; gives those dropped for it.
  List<Delivery> add(Delivery delivery) {
    delivery.sequence(++sequence);
    fresh.addLast(delivery);
    bytes += delivery.size();
    return trim();
  }

  /// Adds one that is to be tried again at `dueAt`; gives those dropped for it.
  List<Delivery> addDelayed(Delivery delivery, long dueAt) {
    delivery.dueAt(dueAt);
    delayedByAge.add(delivery);
    delayedByDue.add(delivery);
    bytes += delivery.size();
    return trim();
  }

  private List<Delivery> trim() {
    if (size() <= mostDeliveries && bytes <= mostBytes) {
      return List.of();
    }
    List<Delivery> dropped = new ArrayList<>();
    while (size() > mostDeliveries || (bytes > mostBytes && size() > 1)) {
      dropped.add(removeOldest());
    }
    return dropped;
  }

  private Delivery removeOldest() {
    Delivery oldestFresh = fresh.peekFirst();
    Delivery oldest =
        !delayedByAge.isEmpty()
                && (oldestFresh == null
                    || delayedByAge.getFirst().sequence() < oldestFresh.sequence())
            ? delayedByAge.getFirst()
            : fresh.getFirst();
    if (!delayedByDue.remove(oldest)) {
      fresh.removeFirst();
    }
    delayedByAge.remove(oldest);
    bytes -= oldest.size();
    return oldest;
  }

  /// The next one to send: one whose delay has passed, or else the oldest fresh one.
  @Nullable Delivery poll(long now) {
    Delivery next;
    if (!delayedByDue.isEmpty() && delayedByDue.getFirst().dueAt() - now <= 0) {
      next = delayedByDue.removeFirst();
      delayedByAge.remove(next);
    } else {
      next = fresh.pollFirst();
    }
    if (next != null) {
      bytes -= next.size();
    }
    return next;
  }

  /// When the first delay passes.
  OptionalLong nextDue() {
    return delayedByDue.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(delayedByDue.getFirst().dueAt());
  }

  /// Every delay passes at once.
  void hurry(long now) {
    List<Delivery> delayed = List.copyOf(delayedByAge);
    delayedByDue.clear();
    for (Delivery delivery : delayed) {
      delivery.dueAt(now);
      delayedByDue.add(delivery);
    }
  }

  int size() {
    return fresh.size() + delayedByAge.size();
  }
}
