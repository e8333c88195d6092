package dev.interlock.host.delivery.store;

import dev.interlock.host.delivery.DeliveryStore.Backlog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// How much waits for targets. The numbers of open deliveries are exact. Of blocked keys, the age
/// is that of the head which the longest waiting blocked delivery waits for: found by index, at the
/// price that another key's head may be older whose followers came later.
final class Backlogs {

  static final String OLDEST_BLOCKED =
      """
      SELECT target, order_key FROM interlock_delivery_progress
      WHERE target = ? AND state = 0 ORDER BY number LIMIT 1
      """;

  static final String HEAD =
      """
      SELECT p.expires_at - d.expire FROM interlock_delivery_progress p
      JOIN interlock_delivery d ON d.number = p.number
      WHERE p.target = ? AND p.order_key = ?
        AND p.order_key IS NOT NULL AND p.state IN (0, 1, 5)
      ORDER BY p.position LIMIT 1
      """;

  private final Dialect dialect;
  private final Connection connection;

  Backlogs(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  Map<String, Backlog> of(Set<String> wanted, Map<String, Integer> numbers) throws SQLException {
    Map<Integer, Long> open = OpenCounts.readAll(connection);
    long now = dialect.now(connection);
    Map<String, Backlog> backlogs = new HashMap<>();
    for (String name : wanted) {
      int target = Targets.lookUp(numbers, name);
      long waiting = Math.max(0, open.getOrDefault(target, 0L));
      // Only open ones can be blocked.
      Duration blockedFor = waiting == 0 ? Duration.ZERO : blockedFor(target, now);
      backlogs.put(name, new Backlog(waiting, blockedFor));
    }
    return backlogs;
  }

  private Duration blockedFor(int target, long now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OLDEST_BLOCKED)) {
      statement.setInt(1, target);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? ageOfHead(new Key(target, row.getString(2)), now) : Duration.ZERO;
      }
    }
  }

  private Duration ageOfHead(Key key, long now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(HEAD)) {
      statement.setInt(1, key.target());
      statement.setString(2, key.name());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Micros.duration(Math.max(0, now - row.getLong(1))) : Duration.ZERO;
      }
    }
  }
}
