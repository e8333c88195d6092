package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptView;
import dev.interlock.api.delivery.Page;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Reads attempts for people.
final class AttemptReading {

  private final Dialect dialect;
  private final Connection connection;
  private final Targets targets;

  AttemptReading(Dialect dialect, Connection connection, Targets targets) {
    this.dialect = dialect;
    this.connection = connection;
    this.targets = targets;
  }

  List<AttemptView> list(Condition condition, Page page) throws SQLException {
    if (page.beforeNumber() > 0) {
      condition.and(page.ascending() ? "a.number > ?" : "a.number < ?", page.beforeNumber());
    }
    String sql =
        "SELECT a.number, a.imported_id, d.id, a.target, a.attempt, a.succeeded, a.status,"
            + " a.request, a.response, a.error, a.at, a.took FROM interlock_delivery_attempt a JOIN"
            + " interlock_delivery d ON d.number = a.delivery"
            + condition.where()
            + " ORDER BY a.number "
            + (page.ascending() ? "ASC" : "DESC")
            + " LIMIT ? OFFSET ?";
    List<AttemptView> views = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int next = condition.set(statement, 1);
      statement.setInt(next, page.limit());
      statement.setInt(next + 1, page.offset());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          views.add(view(row));
        }
      }
    }
    return views;
  }

  private AttemptView view(ResultSet row) throws SQLException {
    UUID imported = dialect.nullableUuid(row, 2);
    return new AttemptView(
        row.getLong(1),
        imported == null ? AttemptIds.of(row.getLong(1)) : imported,
        dialect.uuid(row, 3),
        targets.name(connection, row.getInt(4)),
        row.getInt(5),
        row.getBoolean(6),
        new AttemptReport(row.getInt(7), row.getString(8), row.getString(9), row.getString(10)),
        Micros.instant(row.getLong(11)),
        Micros.duration(row.getLong(12)));
  }
}
