package dev.interlock.host.delivery.store;

import dev.interlock.api.settings.Rate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Token buckets that all hosts share, a row each. Stateless.
final class SharedRates {

  private record Bucket(double permits, long at) {}

  private final Dialect dialect;

  SharedRates(Dialect dialect) {
    this.dialect = dialect;
  }

  int take(Connection connection, int target, Rate rate, int wanted) throws SQLException {
    double capacity = Math.max(1, rate.perSecond());
    Bucket bucket = lock(connection, target);
    if (bucket == null) {
      insert(connection, target, capacity);
      bucket = lock(connection, target);
    }
    if (bucket == null) {
      throw new IllegalStateException("found no rate of target " + target);
    }
    long now = Math.max(bucket.at, dialect.now(connection));
    double filled = (now - bucket.at) * rate.perSecond() / 1e6;
    double permits = Math.min(capacity, bucket.permits + filled);
    int taken = (int) Math.min(Math.max(0, wanted), Math.floor(permits));
    update(connection, target, new Bucket(permits - taken, now));
    return taken;
  }

  private @Nullable Bucket lock(Connection connection, int target) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT permits, at FROM interlock_delivery_rate WHERE target = ?"
                + dialect.forUpdate())) {
      statement.setInt(1, target);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? new Bucket(row.getDouble(1), row.getLong(2)) : null;
      }
    }
  }

  private void insert(Connection connection, int target, double permits) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            INSERT INTO interlock_delivery_rate (target, permits, at) VALUES (?, ?, ?)
            ON CONFLICT (target) DO NOTHING
            """)) {
      statement.setInt(1, target);
      statement.setDouble(2, permits);
      statement.setLong(3, dialect.now(connection));
      statement.executeUpdate();
    }
  }

  private static void update(Connection connection, int target, Bucket bucket) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE interlock_delivery_rate SET permits = ?, at = ? WHERE target = ?")) {
      statement.setDouble(1, bucket.permits);
      statement.setLong(2, bucket.at);
      statement.setInt(3, target);
      statement.executeUpdate();
    }
  }
}
