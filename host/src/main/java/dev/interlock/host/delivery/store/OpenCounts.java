package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.NotStoredException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How many open deliveries targets have. The tables know it exactly, since whatever opens or
/// finishes a delivery counts in the same transaction. Admission goes by an estimate from above of
/// what this host has added, and asks the tables each second and whenever the estimate comes to the
/// limit: so one host never goes beyond it, and many hosts only by what they add within a second,
/// while they are far from it. Thread-safe.
final class OpenCounts {

  private static final long FRESH_FOR = 1_000_000;

  private record Estimate(long open, long at) {}

  private final Map<Integer, Estimate> estimates = new ConcurrentHashMap<>();

  /// Says of each call why it can't be admitted, in its order; null where it can.
  List<@Nullable NotStoredException> admit(
      Connection connection, List<List<Arrival>> calls, long now) throws SQLException {
    refresh(connection, calls, now);
    return calls.stream().map(this::admit).toList();
  }

  private void refresh(Connection connection, List<List<Arrival>> calls, long now)
      throws SQLException {
    Map<Integer, Long> limits = new HashMap<>();
    Map<Integer, Integer> added = new HashMap<>();
    for (List<Arrival> call : calls) {
      for (Arrival arrival : call) {
        limits.merge(arrival.target(), arrival.maxBacklog(), Math::min);
        added.merge(arrival.target(), 1, Integer::sum);
      }
    }
    Collection<Integer> stale = new TreeSet<>();
    added.forEach(
        (target, count) -> {
          Estimate estimate = estimates.get(target);
          if (estimate == null
              || now - estimate.at > FRESH_FOR
              || estimate.open + count > limits.getOrDefault(target, 0L)) {
            stale.add(target);
          }
        });
    if (!stale.isEmpty()) {
      Map<Integer, Long> open = read(connection, stale);
      stale.forEach(
          target -> estimates.put(target, new Estimate(open.getOrDefault(target, 0L), now)));
    }
  }

  private @Nullable NotStoredException admit(List<Arrival> call) {
    Map<Integer, Estimate> next = new HashMap<>();
    for (Arrival arrival : call) {
      Estimate before =
          next.getOrDefault(
              arrival.target(),
              estimates.getOrDefault(arrival.target(), new Estimate(0, 0)));
      if (before.open >= arrival.maxBacklog()) {
        return new NotStoredException(
            "the backlog is full: found "
                + before.open
                + " open deliveries, expected at most "
                + arrival.maxBacklog(),
            null);
      }
      next.put(arrival.target(), new Estimate(before.open + 1, before.at));
    }
    estimates.putAll(next);
    return null;
  }

  /// The exact numbers; a target without any may be absent.
  static Map<Integer, Long> read(Connection connection, Collection<Integer> targets)
      throws SQLException {
    String among = targets.stream().map(String::valueOf).collect(Collectors.joining(","));
    return query(
        connection,
        "SELECT target, sum(change) FROM interlock_delivery_open WHERE target IN ("
            + among
            + ") GROUP BY target");
  }

  static Map<Integer, Long> readAll(Connection connection) throws SQLException {
    return query(connection, "SELECT target, sum(change) FROM interlock_delivery_open GROUP BY target");
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
