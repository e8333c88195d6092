package dev.interlock.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/// Looks for a pooler between this process and its server that gives a session to each transaction:
/// then nothing of a session lasts, neither settings nor prepared statements, locks or `LISTEN`.
final class TransactionPooler {

  private static final int ROUNDS = 3;

  private TransactionPooler() {}

  /// @param source of connections that prepare nothing on the server
  static boolean isBetween(DataSource source) throws SQLException {
    try (Connection one = source.getConnection()) {
      int session = session(one);
      if (session == one.unwrap(PGConnection.class).getBackendPID()) {
        return false; // the one that answered the connect: there is nobody between
      }
      try (Connection other = source.getConnection()) {
        return isShared(one, session, other);
      }
    }
  }

  /// Whether a session that one connection had goes to another, or is changed for another one.
  private static boolean isShared(Connection one, int session, Connection other)
      throws SQLException {
    other.setAutoCommit(false);
    for (int round = 0; round < ROUNDS; round++) {
      if (session(other) == session || session(one) != session) {
        return true;
      }
      other.rollback();
    }
    return false;
  }

  private static int session(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT pg_backend_pid()");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }
}
