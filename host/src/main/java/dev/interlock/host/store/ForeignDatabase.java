package dev.interlock.host.store;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.settings.InvalidSetting;
import java.sql.Connection;
import java.sql.SQLException;

/// Another system's PostgreSQL database.
public final class ForeignDatabase {

  private ForeignDatabase() {}

  /// A connection within a read-only transaction that sees one moment; the caller closes it.
  ///
  /// @param name of the variable or setting that gives the URL, for messages
  /// @param url `postgres://…` or `jdbc:postgresql://…`; it is never shown
  /// @throws InterlockException where the URL is none, or nothing answers there
  public static Connection open(String name, String url) {
    if (!(location(name, url) instanceof StoreLocation.Server server)) {
      throw new InterlockException(
          ErrorCategory.USER, name + ": found a SQLite file, expected postgres://HOST/DATABASE");
    }
    try {
      return begun(new PostgresSources(server, 1).forMigrations().getConnection());
    } catch (SQLException failure) {
      throw failure(name, failure);
    }
  }

  private static StoreLocation location(String name, String url) {
    try {
      return StoreLocation.parse(url, null, null);
    } catch (InvalidSetting wrong) {
      throw new InterlockException(ErrorCategory.USER, name + ": " + wrong.getMessage(), wrong);
    }
  }

  private static Connection begun(Connection connection) throws SQLException {
    try {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false); // and so a statement's fetch size counts
      return connection;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }

  /// What the database said, in one line.
  public static InterlockException failure(String name, SQLException failure) {
    String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    String hint =
        "42P01".equals(failure.getSQLState()) || "42703".equals(failure.getSQLState())
            ? "; expected the tables of postmand 1.8"
            : "";
    return new InterlockException(
        ErrorCategory.UNAVAILABLE, name + ": " + said.strip() + hint, failure);
  }
}
