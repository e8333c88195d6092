package dev.interlock.host.delivery.memory;

import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Backlog;
import dev.interlock.host.delivery.DeliveryStore.Demand;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Next;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import dev.interlock.host.delivery.memory.Entry.Place;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// What is in memory for one target. Thread-safe.
final class MemoryTarget {

  private final String name;
  private final long mostBytes;
  private final AtomicLong numbers;

  // All guarded by this.
  private final Waiting waiting = new Waiting();
  private final Map<Long, Entry> leased = new HashMap<>();
  private final Set<UUID> ids = new HashSet<>();

  /// The open deliveries of each key, its head first.
  private final Map<String, ArrayDeque<Entry>> keys = new HashMap<>();

  private long firstLeaseEnd = Long.MAX_VALUE;

  /// @param numbers gives each delivery its number
  MemoryTarget(String name, long mostBytes, AtomicLong numbers) {
    this.name = name;
    this.mostBytes = mostBytes;
    this.numbers = numbers;
  }

  /// Gives what was dropped for it.
  synchronized List<Leased> accept(Acceptance acceptance, long most, long now) {
    if (!ids.add(acceptance.delivery().id())) {
      return List.of();
    }
    Entry entry =
        new Entry(
            numbers.incrementAndGet(), acceptance.delivery(), nanos(acceptance.expire()), now);
    long delay = nanos(acceptance.delivery().delay());
    entry.dueAt = now + delay;
    String key = entry.key();
    if (key == null) {
      place(entry, delay);
    } else {
      ArrayDeque<Entry> line = keys.computeIfAbsent(key, _ -> new ArrayDeque<>());
      line.addLast(entry);
      if (line.size() == 1) {
        place(entry, delay);
      } else {
        waiting.addIdle(entry, Place.BLOCKED);
      }
    }
    return trim(Math.min(most, acceptance.maxBacklog()), now);
  }

  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(36_500)) > 0
        ? Long.MAX_VALUE / 4
        : duration.toNanos();
  }

  private void place(Entry entry, long delay) {
    if (delay <= 0) {
      waiting.addFresh(entry);
    } else {
      waiting.addDelayed(entry, entry.dueAt);
    }
  }

  private List<Leased> trim(long most, long now) {
    if (waiting.size() <= most && waiting.bytes() <= mostBytes) {
      return List.of();
    }
    List<Leased> dropped = new ArrayList<>();
    while (waiting.size() > most || (waiting.bytes() > mostBytes && waiting.size() > 1)) {
      Entry oldest = waiting.oldest();
      if (oldest == null) {
        break;
      }
      waiting.remove(oldest);
      dropped.add(oldest.seen(name, now));
      end(oldest);
    }
    return dropped;
  }

  /// It is over; the next of its key may go.
  private void end(Entry entry) {
    ids.remove(entry.delivery.id());
    String key = entry.key();
    ArrayDeque<Entry> line = key == null ? null : keys.get(key);
    if (line == null) {
      return;
    }
    boolean wasHead = line.peekFirst() == entry;
    line.remove(entry);
    Entry next = line.peekFirst();
    if (next == null) {
      keys.remove(key);
    } else if (wasHead && next.place == Place.BLOCKED) {
      waiting.wake(next, next.dueAt);
    }
  }

  /// Adds to `taken` what is due, `demand.most()` at most.
  synchronized void lease(Demand demand, long now, List<Leased> taken) {
    if (firstLeaseEnd - now <= 0) {
      freeEnded(now);
    }
    long until = now + demand.lease().toNanos();
    for (int i = 0; i < demand.most(); i++) {
      Entry next = waiting.poll(now);
      if (next == null) {
        return;
      }
      taken.add(next.lease(name, now, until));
      leased.put(next.number, next);
      firstLeaseEnd = Math.min(firstLeaseEnd, until);
    }
  }

  private void freeEnded(long now) {
    firstLeaseEnd = Long.MAX_VALUE;
    List<Entry> ended = new ArrayList<>();
    for (Entry entry : leased.values()) {
      if (entry.leasedUntil - now <= 0) {
        ended.add(entry);
      } else {
        firstLeaseEnd = Math.min(firstLeaseEnd, entry.leasedUntil);
      }
    }
    for (Entry entry : ended) {
      leased.remove(entry.number);
      waiting.addDelayed(entry, now);
    }
  }

  /// Whether it counted.
  synchronized boolean settle(Settlement settlement, long now) {
    Leased lease = settlement.leased();
    Entry entry = leased.get(lease.number());
    if (entry == null || entry.epoch != lease.epoch()) {
      return false;
    }
    leased.remove(entry.number);
    switch (settlement.next()) {
      case Next.Finish(DeliveryState state) when state == DeliveryState.HELD ->
          waiting.addIdle(entry, Place.HELD);
      case Next.Finish _ -> end(entry);
      case Next.Again(Duration delay) -> waiting.addDelayed(entry, now + nanos(delay));
      case Next.Release _ -> {
        entry.attempts--;
        waiting.addDelayed(entry, entry.dueAt);
      }
    }
    return true;
  }

  /// What is too much since something came back; dropped.
  synchronized List<Leased> trimTo(long most, long now) {
    return trim(most, now);
  }

  synchronized OptionalLong nextDue() {
    return waiting.nextDue();
  }

  synchronized void hurry(long now) {
    waiting.hurry(now);
  }

  /// Removes the oldest, `most` at most.
  synchronized List<Leased> remove(long most, long now) {
    List<Leased> removed = new ArrayList<>();
    Collection<Entry> all = waiting.all();
    boolean everything = all.size() <= most;
    if (everything) {
      waiting.clear();
    }
    for (Entry entry : all) {
      if (removed.size() >= most) {
        break;
      }
      if (!everything) {
        waiting.remove(entry);
      }
      entry.place = Place.LEASED; // none of them is to be woken by the end of another
      removed.add(entry.seen(name, now));
    }
    for (Entry entry : all) {
      if (entry.place == Place.LEASED) {
        end(entry);
      }
    }
    return removed;
  }

  synchronized Backlog backlog(long now) {
    long longest = 0;
    long held = 0;
    for (ArrayDeque<Entry> line : keys.values()) {
      Entry head = line.getFirst();
      held += head.place == Place.HELD ? 1 : 0;
      if (line.size() > 1) {
        longest = Math.max(longest, now - head.acceptedAt);
      }
    }
    return new Backlog(waiting.size() + (long) leased.size() - held, Duration.ofNanos(longest));
  }
}
