package dev.interlock.host.delivery.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Removes what was finished long ago, in the order of numbers, going on where it stopped. It ends
/// at the first delivery that is too young to be removed, and then begins anew: without anything to
/// do it reads only what is older than the retention and still there. Thread-safe.
final class Cleaner {

  private static final String NEXT =
      """
      SELECT number, state, created_at, updated_at FROM interlock_delivery_progress
      WHERE number > ? ORDER BY number LIMIT ?
      """;

  private static final int LEAST_LOOKED_AT = 500;

  private final Dialect dialect;
  private final AtomicLong last = new AtomicLong();

  Cleaner(Dialect dialect) {
    this.dialect = dialect;
  }

  int clean(Connection connection, Duration retention, int most) throws SQLException {
    long before = dialect.now(connection) - Micros.of(retention);
    List<Long> old = next(connection, before, most);
    Deleting.delete(connection, old);
    dialect.cleanKeys(connection, before, most);
    return old.size();
  }

  private List<Long> next(Connection connection, long before, int most) throws SQLException {
    List<Long> old = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
      statement.setLong(1, last.get());
      int limit = Math.max(most, LEAST_LOOKED_AT);
      statement.setInt(2, limit);
      int seen = 0;
      try (ResultSet row = statement.executeQuery()) {
        while (old.size() < most && row.next()) {
          if (row.getLong(3) > before) {
            last.set(0);
            return old;
          }
          seen++;
          last.set(row.getLong(1));
          if (isFinished(row.getInt(2)) && row.getLong(4) <= before) {
            old.add(row.getLong(1));
          }
        }
      }
      if (old.size() < most && seen < limit) {
        last.set(0);
      }
    }
    return old;
  }

  /// Held ones wait for an operator.
  private static boolean isFinished(int state) {
    return !States.isOpen(state) && state != States.HELD;
  }
}
