package dev.interlock.host.delivery.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Tells of targets with something new: listeners of this host directly, other hosts by a
/// notification that goes out with the commit. New deliveries announce a target at most once each
/// 100 ms: other hosts poll besides. Thread-safe.
final class Wakes {

  static final String CHANNEL = "interlock_wake";

  private static final long QUIET = 100_000;
  private static final int LONGEST_PAYLOAD = 7000;

  private final Dialect dialect;
  private final String self = UUID.randomUUID().toString();
  private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Long> announcedAt = new ConcurrentHashMap<>();

  Wakes(Dialect dialect) {
    this.dialect = dialect;
  }

  void add(Consumer<Set<String>> listener) {
    listeners.add(listener);
  }

  void here(Set<String> targets) {
    listeners.forEach(listener -> listener.accept(targets));
  }

  /// As part of the transaction that changes something about them.
  void elsewhere(Connection connection, Collection<String> targets) throws SQLException {
    StringBuilder payload = new StringBuilder(self);
    for (String target : new TreeSet<>(targets)) {
      if (payload.length() > self.length()
          && payload.length() + target.length() * 3 > LONGEST_PAYLOAD) {
        dialect.announce(connection, payload.toString());
        payload.setLength(self.length());
      }
      payload.append('\n').append(target);
    }
    if (payload.length() > self.length()) {
      dialect.announce(connection, payload.toString());
    }
  }

  /// The same, but for those that were announced a moment ago.
  void newDeliveries(Connection connection, Collection<String> targets, long now)
      throws SQLException {
    List<String> due = new ArrayList<>();
    for (String target : targets) {
      Long before = announcedAt.get(target);
      if (before == null || now - before >= QUIET) {
        announcedAt.put(target, now);
        due.add(target);
      }
    }
    elsewhere(connection, due);
  }

  /// What another host, or this one, has announced.
  void heard(String payload) {
    List<String> lines = Arrays.asList(payload.split("\n"));
    if (!lines.getFirst().equals(self)) {
      here(lines.stream().skip(1).collect(Collectors.toSet()));
    }
  }
}
