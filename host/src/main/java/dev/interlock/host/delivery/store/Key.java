package dev.interlock.host.delivery.store;

import java.util.Comparator;

/// Deliveries of one target that go one after another. Sorted the same by all who lock several.
record Key(int target, String name) implements Comparable<Key> {

  private static final Comparator<Key> ORDER =
      Comparator.comparingInt(Key::target).thenComparing(Key::name);

  @Override
  public int compareTo(Key other) {
    return ORDER.compare(this, other);
  }
}
