package dev.interlock.host.delivery.store;

import dev.interlock.host.delivery.DeliveryStore.Made;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Records results in SQLite: an update by number for each, and an insert for its attempt.
final class SqliteSettling {

  static final String SETTLE =
      """
      UPDATE interlock_delivery_progress
      SET state = ?3, due_at = CASE WHEN ?4 < 0 THEN due_at ELSE ?5 + ?4 END, updated_at = ?5,
        leased_until = 0, leased_by = NULL, attempts = attempts - ?6,
        first_attempt_at = CASE WHEN attempts = ?6 THEN NULL ELSE first_attempt_at END
      WHERE number = ?1 AND epoch = ?2 AND state = 1 AND leased_until > 0
      """;

  private static final String ATTEMPT =
      """
      INSERT INTO interlock_delivery_attempt (
        delivery, target, attempt, at, took, status, succeeded, error, request, response)
      SELECT number, target, attempts_before + ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
      FROM interlock_delivery_progress WHERE number = ?1
      """;

  private SqliteSettling() {}

  static Set<Long> settle(Dialect dialect, Connection connection, List<Outcome> outcomes)
      throws SQLException {
    long now = dialect.now(connection);
    Set<Long> counted = new HashSet<>();
    Map<Integer, Integer> finished = new HashMap<>();
    try (PreparedStatement settle = connection.prepareStatement(SETTLE);
        PreparedStatement attempt = connection.prepareStatement(ATTEMPT)) {
      for (Outcome outcome : outcomes) {
        if (settled(settle, outcome, now)) {
          counted.add(outcome.number());
          if (!States.isOpen(outcome.state())) {
            finished.merge(outcome.target(), -1, Integer::sum);
          }
        }
        Made made = outcome.made();
        if (made != null) {
          record(attempt, outcome, made, now);
        }
      }
    }
    dialect.addOpen(connection, finished);
    dialect.activate(connection, Outcome.freed(outcomes));
    Wire.release(connection, Outcome.uncounted(outcomes, counted));
    return counted;
  }

  private static boolean settled(PreparedStatement statement, Outcome outcome, long now)
      throws SQLException {
    statement.setLong(1, outcome.number());
    statement.setLong(2, outcome.epoch());
    statement.setInt(3, outcome.state());
    statement.setLong(4, outcome.delay());
    statement.setLong(5, now);
    statement.setInt(6, outcome.made() == null ? 1 : 0);
    return statement.executeUpdate() > 0;
  }

  private static void record(PreparedStatement statement, Outcome outcome, Made made, long now)
      throws SQLException {
    long took = Micros.of(made.took());
    statement.setLong(1, outcome.number());
    statement.setInt(2, outcome.attempt());
    statement.setLong(3, now - took);
    statement.setLong(4, took);
    statement.setInt(5, made.report().status());
    statement.setBoolean(6, made.succeeded());
    statement.setString(7, Texts.clean(made.report().error()));
    statement.setString(8, Texts.clean(made.report().request()));
    statement.setString(9, Texts.clean(made.report().response()));
    statement.executeUpdate();
  }
}
