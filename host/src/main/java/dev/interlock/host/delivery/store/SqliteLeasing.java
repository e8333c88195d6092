package dev.interlock.host.delivery.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Leases from SQLite: a select by index for each demand, an update by number for each lease.
final class SqliteLeasing {

  static final String DUE =
      "SELECT "
          + Stream.concat(
                  LeasedRow.PROGRESS.stream().map("p."::concat),
                  LeasedRow.CONTENT.stream().map("d."::concat))
              .collect(Collectors.joining(", "))
          + """
          , p.epoch, ?2
          FROM interlock_delivery_progress p JOIN interlock_delivery d ON d.number = p.number
          WHERE p.target = ?1 AND p.state = 1 AND p.due_at <= ?2 AND p.leased_until <= ?2
          ORDER BY p.due_at, p.number
          LIMIT ?3
          """;

  private static final String LEASE =
      """
      UPDATE interlock_delivery_progress
      SET leased_until = ?2, leased_by = ?3, epoch = epoch + 1, attempts = attempts + 1,
        first_attempt_at = coalesce(first_attempt_at, ?4)
      WHERE number = ?1
      """;

  private final Dialect dialect;
  private final Connection connection;

  SqliteLeasing(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  List<LeasedRow> lease(String host, List<Wanted> wanted, long now) throws SQLException {
    List<LeasedRow> leased = new ArrayList<>();
    try (PreparedStatement due = connection.prepareStatement(DUE);
        PreparedStatement lease = connection.prepareStatement(LEASE)) {
      for (Wanted demand : wanted) {
        List<LeasedRow> rows = due(due, demand, now);
        for (LeasedRow row : rows) {
          lease.setLong(1, row.lease().number());
          lease.setLong(2, now + demand.lease());
          lease.setString(3, host);
          lease.setLong(4, now);
          lease.executeUpdate();
        }
        leased.addAll(rows);
      }
    }
    return leased;
  }

  private List<LeasedRow> due(PreparedStatement statement, Wanted demand, long now)
      throws SQLException {
    statement.setInt(1, demand.target());
    statement.setLong(2, now);
    statement.setInt(3, demand.most());
    List<LeasedRow> rows = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(LeasedRow.read(dialect, row));
      }
    }
    return rows;
  }
}
