package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.api.delivery.Page;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads deliveries for people.
final class DeliveryReading {

  private final Dialect dialect;
  private final Connection connection;
  private final Targets targets;

  DeliveryReading(Dialect dialect, Connection connection, Targets targets) {
    this.dialect = dialect;
    this.connection = connection;
    this.targets = targets;
  }

  List<DeliveryView> list(Condition condition, Page page) throws SQLException {
    if (page.beforeNumber() > 0) {
      condition.and(page.ascending() ? "p.number > ?" : "p.number < ?", page.beforeNumber());
    }
    String sql =
        "SELECT p.number, p.target, d.id, p.state, p.order_key, p.attempts_before + p.attempts,"
            + " p.leased_until, d.content_type, d.event, d.hook, d.depth, d.traceparent,"
            + " d.event_at, p.created_at, p.updated_at, p.due_at, p.expires_at"
            + (page.bodies() ? ", d.body" : "")
            + " FROM interlock_delivery_progress p JOIN interlock_delivery d ON d.number = p.number"
            + condition.where()
            + " ORDER BY p.number "
            + (page.ascending() ? "ASC" : "DESC")
            + " LIMIT ? OFFSET ?";
    long now = dialect.now(connection);
    List<DeliveryView> views = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int next = condition.set(statement, 1);
      statement.setInt(next, page.limit());
      statement.setInt(next + 1, page.offset());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          views.add(view(row, page.bodies(), now));
        }
      }
    }
    return views;
  }

  private DeliveryView view(ResultSet row, boolean bodies, long now) throws SQLException {
    // The attempt that is being made is none yet.
    boolean onItsWay = row.getInt(4) == States.PENDING && row.getLong(7) > now;
    return new DeliveryView(
        row.getLong(1),
        dialect.uuid(row, 3),
        targets.name(connection, row.getInt(2)),
        States.of(row.getInt(4)),
        row.getString(5),
        row.getInt(6) - (onItsWay ? 1 : 0),
        new DeliveryView.Content(
            bodies ? row.getBytes(18) : null, row.getString(8), Origins.read(row, 9)),
        new DeliveryView.Times(
            Micros.instant(row.getLong(14)),
            Micros.instant(row.getLong(15)),
            Micros.instant(row.getLong(16)),
            Micros.instant(row.getLong(17))));
  }

  /// At most so many numbers beyond `after`, growing.
  List<Long> numbers(Condition condition, long after, int most) throws SQLException {
    String sql =
        "SELECT p.number FROM interlock_delivery_progress p"
            + condition.where()
            + " AND p.number > ? ORDER BY p.number LIMIT ?";
    List<Long> numbers = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int next = condition.set(statement, 1);
      statement.setLong(next, after);
      statement.setInt(next + 1, most);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          numbers.add(row.getLong(1));
        }
      }
    }
    return numbers;
  }
}
