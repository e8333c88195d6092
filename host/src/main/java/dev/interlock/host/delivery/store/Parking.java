package dev.interlock.host.delivery.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Sets open deliveries of a target aside: blocked ones before the heads that they wait for. Those
/// that are on their way are left alone: their result counts.
final class Parking {

  private static final String BLOCKED =
      """
      SELECT number, order_key FROM interlock_delivery_progress
      WHERE target = ? AND state = 0 AND leased_until <= ?
      ORDER BY number LIMIT ?
      """;

  private static final String PENDING =
      """
      SELECT number, order_key FROM interlock_delivery_progress
      WHERE target = ? AND state = 1 AND leased_until <= ?
      ORDER BY due_at, number LIMIT ?
      """;

  private static final String PARK =
      """
      UPDATE interlock_delivery_progress
      SET state = 4, updated_at = ?, leased_until = 0, leased_by = NULL
      WHERE number = ? AND state < 2 AND leased_until <= ?
      """;

  private record Found(long number, @Nullable String key) {}

  private final Dialect dialect;
  private final Connection connection;

  Parking(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  int park(int target, int most) throws SQLException {
    long now = dialect.now(connection);
    List<Found> found = find(BLOCKED, target, most, now);
    if (found.size() < most) {
      found.addAll(find(PENDING, target, most - found.size(), now));
    }
    SortedSet<Key> keys = new TreeSet<>();
    for (Found each : found) {
      String key = each.key();
      if (key != null) {
        keys.add(new Key(target, key));
      }
    }
    dialect.lock(connection, keys);
    int parked = update(found, now);
    dialect.addOpen(connection, Map.of(target, -parked));
    dialect.activate(connection, keys);
    return parked;
  }

  private List<Found> find(String sql, int target, int most, long now) throws SQLException {
    List<Found> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, target);
      statement.setLong(2, now);
      statement.setInt(3, most);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(new Found(row.getLong(1), row.getString(2)));
        }
      }
    }
    return found;
  }

  private int update(List<Found> found, long now) throws SQLException {
    int parked = 0;
    try (PreparedStatement statement = connection.prepareStatement(PARK)) {
      for (Found each : found) {
        statement.setLong(1, now);
        statement.setLong(2, each.number());
        statement.setLong(3, now);
        statement.addBatch();
      }
      for (int count : statement.executeBatch()) {
        parked += count;
      }
    }
    return parked;
  }
}
