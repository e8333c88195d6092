package dev.interlock.host.delivery.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// Removes deliveries with all that belongs to them.
final class Deleting {

  private static final List<String> STATEMENTS =
      List.of(
          "DELETE FROM interlock_delivery_attempt WHERE delivery = ?",
          "DELETE FROM interlock_delivery_progress WHERE number = ?",
          "DELETE FROM interlock_delivery WHERE number = ?");

  private Deleting() {}

  static void delete(Connection connection, Collection<Long> numbers) throws SQLException {
    if (numbers.isEmpty()) {
      return;
    }
    for (String sql : STATEMENTS) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (long number : numbers) {
          statement.setLong(1, number);
          statement.addBatch();
        }
        statement.executeBatch();
      }
    }
  }
}
