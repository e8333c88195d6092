package dev.interlock.host.delivery.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Keys whose first delivery was taken away while it was on the wire: the next inherits its lease,
/// held by nobody, until that ends, or its result has come.
final class Wire {

  private static final String HOLD =
      """
      UPDATE interlock_delivery_progress SET leased_until = ?
      WHERE target = ? AND order_key = ? AND order_key IS NOT NULL AND state IN (0, 1, 5)
        AND state = 1 AND leased_until = 0
      """;

  private static final String RELEASE =
      """
      UPDATE interlock_delivery_progress SET leased_until = ?
      WHERE target = ? AND order_key = ? AND order_key IS NOT NULL AND state IN (0, 1, 5)
        AND state = 1 AND leased_until > 0 AND leased_by IS NULL
      """;

  private Wire() {}

  /// The first of each key is not leased before then.
  static void hold(Connection connection, Collection<Key> keys, long until) throws SQLException {
    move(connection, HOLD, keys, until);
  }

  /// What came back of a delivery that counts no longer lets its key go on at once.
  static void release(Connection connection, Collection<Outcome> uncounted) throws SQLException {
    SortedSet<Key> keys = new TreeSet<>();
    for (Outcome outcome : uncounted) {
      if (outcome.key() != null) {
        keys.add(outcome.key());
      }
    }
    move(connection, RELEASE, keys, 0);
  }

  private static void move(Connection connection, String sql, Collection<Key> keys, long to)
      throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Key key : List.copyOf(keys)) {
        statement.setLong(1, to);
        statement.setInt(2, key.target());
        statement.setString(3, key.name());
        statement.executeUpdate();
      }
    }
  }
}
