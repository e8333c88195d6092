package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.DeliveryOrigin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Stores new deliveries in SQLite: two prepared inserts for each.
final class SqliteAccepting {

  private static final String CONTENT =
      """
      INSERT INTO interlock_delivery (
        target, id, expire, content_type, event, hook, depth, traceparent, event_at, body, number)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """;

  private static final String LAST =
      "SELECT seq FROM sqlite_sequence WHERE name = 'interlock_delivery'";

  private static final String PROGRESS =
      """
      INSERT INTO interlock_delivery_progress (
        number, target, state, due_at, expires_at, created_at, updated_at)
      VALUES (?1, ?2, 1, ?3, ?4, ?5, ?5)
      """;

  private static final String PROGRESS_LEASED =
      """
      INSERT INTO interlock_delivery_progress (
        number, target, state, due_at, expires_at, created_at, updated_at, leased_until, leased_by,
        epoch, attempts, first_attempt_at)
      VALUES (?1, ?2, 1, ?3, ?4, ?5, ?5, ?6, ?7, 1, 1, ?5)
      """;

  private static final String PROGRESS_IN_ORDER =
      """
      INSERT INTO interlock_delivery_progress (
        number, target, state, due_at, expires_at, created_at, updated_at, order_key, position)
      SELECT ?1, ?2, last IS NULL, ?3, ?4, ?5, ?5, ?6, coalesce(last, 0) + 1
      FROM (
        SELECT max(position) AS last FROM interlock_delivery_progress
        WHERE target = ?2 AND order_key = ?6
          AND order_key IS NOT NULL AND state IN (0, 1, 5))
      """;

  private static final long NOT_LEASED = 0;

  private SqliteAccepting() {}

  static List<Long> accept(Dialect dialect, Connection connection, List<Arrival> arrivals)
      throws SQLException {
    long now = dialect.now(connection);
    long next = last(connection) + 1;
    List<Long> leased = new ArrayList<>(arrivals.size());
    Map<Integer, Integer> added = new HashMap<>();
    try (PreparedStatement content = connection.prepareStatement(CONTENT);
        PreparedStatement progress = connection.prepareStatement(PROGRESS);
        PreparedStatement withLease = connection.prepareStatement(PROGRESS_LEASED);
        PreparedStatement inOrder = connection.prepareStatement(PROGRESS_IN_ORDER)) {
      for (Arrival arrival : arrivals) {
        setContent(content, arrival);
        content.setLong(11, next);
        if (content.executeUpdate() == 0) {
          leased.add(NOT_LEASED); // it is known
          continue;
        }
        long number = next++;
        Key key = arrival.key();
        Arrival.Lease lease = arrival.lease();
        leased.add(lease == null ? NOT_LEASED : number);
        added.merge(arrival.target(), 1, Integer::sum);
        if (lease != null) {
          withLease.setLong(6, now + lease.duration());
          withLease.setString(7, lease.host());
          insert(withLease, arrival, number, now);
        } else if (key != null) {
          inOrder.setString(6, key.name());
          insert(inOrder, arrival, number, now);
        } else {
          insert(progress, arrival, number, now);
        }
      }
    }
    dialect.addOpen(connection, added);
    return leased;
  }

  /// Numbers are given here, since RETURNING would make a table for each row.
  private static long last(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LAST);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
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

  private static void insert(PreparedStatement progress, Arrival arrival, long number, long now)
      throws SQLException {
    progress.setLong(1, number);
    progress.setInt(2, arrival.target());
    progress.setLong(3, now + arrival.delay());
    progress.setLong(4, now + arrival.expire());
    progress.setLong(5, now);
    progress.executeUpdate();
  }
}
