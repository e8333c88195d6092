package dev.interlock.host.delivery.store;

import dev.interlock.host.delivery.DeliveryStore.Admission;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SQLite: one writer, so nothing needs a lock, and nobody else is to be told. Time is that of the
/// clock it is given.
final class SqliteDialect implements Dialect {

  /// Held ones stay first until an operator decides.
  private static final String HEAD =
      """
      UPDATE interlock_delivery_progress SET state = 1
      WHERE state = 0 AND number = (
        SELECT number FROM interlock_delivery_progress
        WHERE target = ? AND order_key = ? AND order_key IS NOT NULL AND state IN (0, 1, 5)
        ORDER BY position LIMIT 1)
      """;

  private final InstantSource clock;

  SqliteDialect(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public long now(Connection connection) {
    return Micros.of(clock.instant());
  }

  @Override
  public void setUuid(PreparedStatement statement, int index, UUID id) throws SQLException {
    statement.setBytes(index, bytes(id));
  }

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  @Override
  public UUID uuid(ResultSet row, int column) throws SQLException {
    return uuid(row.getBytes(column));
  }

  @Override
  public @Nullable UUID nullableUuid(ResultSet row, int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? null : uuid(bytes);
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  @Override
  public String forUpdate() {
    return "";
  }

  @Override
  public List<Long> accept(Connection connection, List<Arrival> arrivals) throws SQLException {
    return SqliteAccepting.accept(this, connection, arrivals);
  }

  @Override
  public List<LeasedRow> lease(Connection connection, String host, List<Wanted> wanted)
      throws SQLException {
    return new SqliteLeasing(this, connection).lease(host, wanted, now(connection));
  }

  @Override
  public Set<Long> settle(Connection connection, List<Outcome> outcomes) throws SQLException {
    return SqliteSettling.settle(this, connection, outcomes);
  }

  @Override
  public void lock(Connection connection, Collection<Key> keys) {
    // The writer is alone.
  }

  @Override
  public void activate(Connection connection, Collection<Key> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(HEAD)) {
      for (Key key : keys) {
        statement.setInt(1, key.target());
        statement.setString(2, key.name());
        statement.executeUpdate();
      }
    }
  }

  @Override
  public void addOpen(Connection connection, Map<Integer, Integer> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    String sql =
        """
        INSERT INTO interlock_delivery_open (target, change) VALUES (?, ?)
        ON CONFLICT (target) DO UPDATE SET change = change + excluded.change
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Map.Entry<Integer, Integer> change : changes.entrySet()) {
        statement.setInt(1, change.getKey());
        statement.setInt(2, change.getValue());
        statement.executeUpdate();
      }
    }
  }

  @Override
  public void announce(Connection connection, String payload) {
    // One process has the file.
  }

  @Override
  public void admit(
      Connection connection, List<Admission> admissions, Map<String, Integer> numbers) {
    // No other program writes to the file.
  }

  @Override
  public void compact(Connection connection) {
    // One row for each target as it is.
  }

  @Override
  public void cleanKeys(Connection connection, long usedBefore, int most) {
    // A key is no more than the deliveries that carry it.
  }
}
