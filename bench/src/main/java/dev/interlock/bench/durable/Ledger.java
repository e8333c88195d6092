package dev.interlock.bench.durable;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// What a store says from outside of what the host did.
record Ledger(String url) {

  /// Whoever asks this is not the host.
  static final String LOOK = "select max(number) from interlock_delivery_attempt";

  /// Attempts recorded so far; none of a bench's fails.
  long recorded() throws SQLException {
    return number(LOOK);
  }

  long number(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  void execute(String... commands) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }
}
