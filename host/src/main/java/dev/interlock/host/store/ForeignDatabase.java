package dev.interlock.host.store;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.store.Store;
import dev.interlock.api.store.Takeover;
import java.sql.Connection;
import java.sql.SQLException;

/// Another system's PostgreSQL database. For one thread; whoever opens it closes it.
public final class ForeignDatabase implements AutoCloseable {

  private final String name;
  private final Connection connection;

  private ForeignDatabase(String name, Connection connection) {
    this.name = name;
    this.connection = connection;
  }

  /// A connection within a read-only transaction that sees one moment.
  ///
  /// @param name of the variable or setting that gives the URL, for messages
  /// @param url `postgres://…` or `jdbc:postgresql://…`; it is never shown
  /// @throws InterlockException where the URL is none, or nothing answers there
  public static ForeignDatabase open(String name, String url) {
    if (!(location(name, url) instanceof StoreLocation.Server server)) {
      throw new InterlockException(
          ErrorCategory.USER, name + ": found a SQLite file, expected postgres://HOST/DATABASE");
    }
    try {
      return new ForeignDatabase(
          name, begun(new PostgresSources(server, 1, false).forMigrations().getConnection()));
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

  public Connection connection() {
    return connection;
  }

  /// What a connector is given to take over from it.
  public Takeover takeover(String system, Store store, Egress egress) {
    return new Takeover(system, connection, store, egress);
  }

  /// What the database said, in one line.
  public InterlockException failure(SQLException failure) {
    return failure(name, failure);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw failure(name, failure);
    }
  }

  private static InterlockException failure(String name, SQLException failure) {
    String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    String hint =
        "42P01".equals(failure.getSQLState()) || "42703".equals(failure.getSQLState())
            ? "; expected the tables of postmand 1.8"
            : "";
    return new InterlockException(
        ErrorCategory.UNAVAILABLE, name + ": " + said.strip() + hint, failure);
  }
}
