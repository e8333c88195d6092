package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.NotStoredException;
import dev.interlock.api.store.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How many open deliveries targets have. The tables know it exactly, since whatever opens or
/// finishes a delivery counts in the same transaction. Admission goes by an estimate from above of
/// what this host has added, and asks the tables each second and whenever the estimate comes to the
/// limit: so one host never goes beyond it, and many hosts only by what they add within a second,
/// while they are far from it. Thread-safe.
final class OpenCounts {

  private static final long FRESH_FOR = 1_000_000;
  private static final int SUMMED_UP_AFTER = 2000;

  private final Dialect dialect;

  // Guarded by this.
  private final Map<Integer, Long> estimates = new HashMap<>();
  private long estimatedAt;
  private boolean estimated;
  private int changes;

  OpenCounts(Dialect dialect) {
    this.dialect = dialect;
  }

  /// Says of each call why it can't be admitted, in its order; null where it can.
  ///
  /// @param now of a clock that only grows, in microseconds
  synchronized List<@Nullable NotStoredException> admit(
      Connection connection, List<List<Arrival>> calls, long now) throws SQLException {
    Map<Integer, Integer> added = new HashMap<>();
    Map<Integer, Long> limits = new HashMap<>();
    for (List<Arrival> call : calls) {
      for (Arrival arrival : call) {
        added.merge(arrival.target(), 1, Integer::sum);
        limits.merge(arrival.target(), arrival.maxBacklog(), Math::min);
      }
    }
    sumUp(connection, added.size());
    if (!estimated || now - estimatedAt > FRESH_FOR) {
      estimates.clear();
      estimates.putAll(readAll(connection));
      estimatedAt = now;
      estimated = true;
    } else {
      readAgain(connection, added, limits);
    }
    List<@Nullable NotStoredException> refusals = new ArrayList<>();
    for (List<Arrival> call : calls) {
      refusals.add(admit(call));
    }
    return refusals;
  }

  private void sumUp(Connection connection, int more) throws SQLException {
    changes += more;
    if (changes > SUMMED_UP_AFTER) {
      changes = 0;
      dialect.compact(connection);
    }
  }

  private void readAgain(
      Connection connection, Map<Integer, Integer> added, Map<Integer, Long> limits)
      throws SQLException {
    Set<Integer> near = new TreeSet<>(added.keySet());
    near.removeIf(
        target ->
            estimates.getOrDefault(target, 0L) + added.getOrDefault(target, 0)
                <= limits.getOrDefault(target, 0L));
    if (!near.isEmpty()) {
      Map<Integer, Long> open = read(connection, near);
      near.forEach(target -> estimates.put(target, open.getOrDefault(target, 0L)));
    }
  }

  private @Nullable NotStoredException admit(List<Arrival> call) {
    Map<Integer, Long> next = new HashMap<>();
    for (Arrival arrival : call) {
      long open = next.getOrDefault(arrival.target(), estimates.getOrDefault(arrival.target(), 0L));
      if (open >= arrival.maxBacklog()) {
        return new NotStoredException(full(open, arrival.maxBacklog()), null);
      }
      next.put(arrival.target(), open + 1);
    }
    estimates.putAll(next);
    return null;
  }

  private static String full(long open, long maxBacklog) {
    return "the backlog is full: found "
        + open
        + " open deliveries, expected at most "
        + maxBacklog;
  }

  /// Why one more of `target` would not be admitted; empty where it would, by the estimate or,
  /// where that comes to the limit, by the tables. Whoever writes is not kept waiting meanwhile.
  Optional<String> refusal(Store store, int target, long maxBacklog) {
    synchronized (this) {
      if (estimates.getOrDefault(target, 0L) < maxBacklog) {
        return Optional.empty();
      }
    }
    long open =
        store.<Long>read(connection -> read(connection, Set.of(target)).getOrDefault(target, 0L));
    synchronized (this) {
      estimates.put(target, open);
    }
    return open < maxBacklog ? Optional.empty() : Optional.of(full(open, maxBacklog));
  }

  /// The exact numbers; a target without any may be absent.
  private static Map<Integer, Long> read(Connection connection, Collection<Integer> targets)
      throws SQLException {
    String among = targets.stream().map(String::valueOf).collect(Collectors.joining(","));
    return query(
        connection,
        "SELECT target, sum(change) FROM interlock_delivery_open WHERE target IN ("
            + among
            + ") GROUP BY target");
  }

  static Map<Integer, Long> readAll(Connection connection) throws SQLException {
    return query(
        connection, "SELECT target, sum(change) FROM interlock_delivery_open GROUP BY target");
  }

  private static Map<Integer, Long> query(Connection connection, String sql) throws SQLException {
    Map<Integer, Long> open = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        open.put(row.getInt(1), row.getLong(2));
      }
    }
    return open;
  }
}
