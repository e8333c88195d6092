package dev.interlock.host.delivery.memory;

import dev.interlock.host.delivery.memory.Entry.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Deliveries of one target that are not leased, by due time and by age. Those that are due at once
/// and have no key, as nearly all, wait in a plain queue. Not thread-safe: its owner's lock guards
/// it.
final class Waiting {

  private final ArrayDeque<Entry> fresh = new ArrayDeque<>();
  private final TreeSet<Entry> othersByAge =
      new TreeSet<>(Comparator.comparingLong(entry -> entry.number));
  private final TreeSet<Entry> byDue =
      new TreeSet<>(
          (one, other) -> {
            int order = Long.compare(one.dueAt - other.dueAt, 0);
            return order != 0 ? order : Long.compare(one.number, other.number);
          });
  private long bytes;

  /// One that is due at once, newer than all others.
  void addFresh(Entry entry) {
    entry.place = Place.FRESH;
    fresh.addLast(entry);
    bytes += entry.size();
  }

  void addDelayed(Entry entry, long dueAt) {
    entry.place = Place.DELAYED;
    entry.dueAt = dueAt;
    othersByAge.add(entry);
    byDue.add(entry);
    bytes += entry.size();
  }

  /// One that is not to be taken: blocked or held.
  void addIdle(Entry entry, Place place) {
    entry.place = place;
    othersByAge.add(entry);
    bytes += entry.size();
  }

  /// One that was idle may be taken from `dueAt` on.
  void wake(Entry entry, long dueAt) {
    entry.place = Place.DELAYED;
    entry.dueAt = dueAt;
    byDue.add(entry);
  }

  /// The next one that is due, removed: the one that has been due for longest.
  @Nullable Entry poll(long now) {
    Entry delayed = byDue.isEmpty() ? null : byDue.getFirst();
    Entry first = fresh.peekFirst();
    if (delayed != null
        && delayed.dueAt - now <= 0
        && (first == null || delayed.dueAt - first.dueAt <= 0)) {
      remove(delayed);
      return delayed;
    }
    if (first != null) {
      fresh.removeFirst();
      bytes -= first.size();
    }
    return first;
  }

  void remove(Entry entry) {
    byDue.remove(entry);
    if (othersByAge.remove(entry) || fresh.remove(entry)) {
      bytes -= entry.size();
    }
  }

  @Nullable Entry oldest() {
    Entry first = fresh.peekFirst();
    if (othersByAge.isEmpty()) {
      return first;
    }
    Entry other = othersByAge.getFirst();
    return first == null || other.number < first.number ? other : first;
  }

  /// Every delay passes at once.
  void hurry(long now) {
    List<Entry> delayed = List.copyOf(byDue);
    byDue.clear();
    for (Entry entry : delayed) {
      entry.dueAt = entry.dueAt - now > 0 ? now : entry.dueAt;
      byDue.add(entry);
    }
  }

  OptionalLong nextDue() {
    Entry first = fresh.peekFirst();
    if (byDue.isEmpty()) {
      return first == null ? OptionalLong.empty() : OptionalLong.of(first.dueAt);
    }
    long delayed = byDue.getFirst().dueAt;
    return OptionalLong.of(first == null || delayed - first.dueAt < 0 ? delayed : first.dueAt);
  }

  /// Oldest first.
  Collection<Entry> all() {
    List<Entry> all = new ArrayList<>(fresh);
    all.addAll(othersByAge);
    all.sort(Comparator.comparingLong(entry -> entry.number));
    return all;
  }

  void clear() {
    fresh.clear();
    othersByAge.clear();
    byDue.clear();
    bytes = 0;
  }

  int size() {
    return fresh.size() + othersByAge.size();
  }

  long bytes() {
    return bytes;
  }
}
