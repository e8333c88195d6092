package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.DeliveryOrigin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Stores new deliveries in SQLite: two prepared inserts for each.
final class SqliteAccepting {

  private static final String CONTENT =
      """
      INSERT INTO interlock_delivery (
        target, id, expire, content_type, event, hook, depth, traceparent, event_at, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """;

  private static final String PROGRESS =
      """
      INSERT INTO interlock_delivery_progress (
        number, target, state, due_at, expires_at, created_at, updated_at)
      VALUES (last_insert_rowid(), ?1, 1, ?2, ?3, ?4, ?4)
      """;

  private static final String PROGRESS_IN_ORDER =
      """
      INSERT INTO interlock_delivery_progress (
        number, target, state, due_at, expires_at, created_at, updated_at, order_key, position)
      SELECT last_insert_rowid(), ?1, last IS NULL, ?2, ?3, ?4, ?4, ?5, coalesce(last, 0) + 1
      FROM (
        SELECT max(position) AS last FROM interlock_delivery_progress
        WHERE target = ?1 AND order_key = ?5
          AND order_key IS NOT NULL AND state IN (0, 1, 5))
      """;

  private SqliteAccepting() {}

  static void accept(Dialect dialect, Connection connection, List<Arrival> arrivals)
      throws SQLException {
    long now = dialect.now(connection);
    Map<Integer, Integer> added = new HashMap<>();
    try (PreparedStatement content = connection.prepareStatement(CONTENT);
        PreparedStatement progress = connection.prepareStatement(PROGRESS);
        PreparedStatement inOrder = connection.prepareStatement(PROGRESS_IN_ORDER)) {
      for (Arrival arrival : arrivals) {
        setContent(content, arrival);
        if (content.executeUpdate() > 0) {
          Key key = arrival.key();
          insert(key == null ? progress : inOrder, arrival, key, now);
          added.merge(arrival.target(), 1, Integer::sum);
        }
      }
    }
    dialect.addOpen(connection, added);
  }

  private static void setContent(PreparedStatement statement, Arrival arrival) throws SQLException {
    DeliveryOrigin origin = arrival.delivery().origin();
    statement.setInt(1, arrival.target());
    statement.setBytes(2, SqliteDialect.bytes(arrival.delivery().id()));
    statement.setLong(3, arrival.expire());
    statement.setString(4, Texts.cleanOrNull(arrival.delivery().contentType()));
    if (origin == null) {
      for (int column = 5; column <= 9; column++) {
        statement.setNull(column, Types.NULL);
      }
    } else {
      statement.setString(5, Texts.clean(origin.event()));
      statement.setString(6, Texts.clean(origin.hook()));
      statement.setInt(7, origin.depth());
      statement.setString(8, Texts.clean(origin.traceparent()));
      statement.setLong(9, Micros.of(origin.createdAt()));
    }
    statement.setBytes(10, arrival.delivery().body());
  }

  private static void insert(
      PreparedStatement statement, Arrival arrival, @Nullable Key key, long now)
      throws SQLException {
    statement.setInt(1, arrival.target());
    statement.setLong(2, now + arrival.delay());
    statement.setLong(3, now + arrival.expire());
    statement.setLong(4, now);
    if (key != null) {
      statement.setString(5, key.name());
    }
    statement.executeUpdate();
  }
}
