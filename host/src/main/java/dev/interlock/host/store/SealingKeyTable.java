package dev.interlock.host.store;

import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// What the store knows of its keys: the id of the current one, so that of hosts that share a store
/// none makes a key of its own.
record SealingKeyTable(Store own, KeyFile file) {

  private static final String CURRENT = "SELECT key_id FROM interlock_sealing_key";

  /// The keys, a first one made where nothing was ever sealed.
  ///
  /// @throws StoreException where the store is sealed under a key that this host lacks
  SealingKeys readOrMake() {
    String current = current();
    SealingKeys keys = current.isEmpty() ? file.readOrMake() : file.read();
    if (current.isEmpty()) {
      current = propose(keys.current().id());
    }
    if (keys.find(current).isEmpty()) {
      throw new StoreException(
          "the store's secrets are sealed under the key "
              + current
              + ", which "
              + (file.given() == null ? file.path() : KeyFile.VARIABLE)
              + " doesn't hold: bring store.key from the host that made it",
          null);
    }
    return keys.with(current);
  }

  /// The id of the current key, which stays it until this transaction has ended.
  static String locked(Connection connection, StoreDialect dialect) throws SQLException {
    return switch (dialect) {
      case SQLITE -> current(connection, CURRENT); // one process, and one that writes
      case POSTGRESQL -> current(connection, CURRENT + " FOR SHARE");
    };
  }

  private String current() {
    return own.read(connection -> current(connection, CURRENT));
  }

  private static String current(Connection connection, String sql) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet rows = query.executeQuery()) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  /// Whoever is first decides.
  private String propose(String id) {
    own.write(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO interlock_sealing_key (single, key_id) VALUES (1, ?)"
                      + " ON CONFLICT (single) DO NOTHING")) {
            insert.setString(1, id);
            return insert.executeUpdate();
          }
        });
    return current();
  }

  void change(String id) {
    own.write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "INSERT INTO interlock_sealing_key (single, key_id) VALUES (1, ?)"
                      + " ON CONFLICT (single) DO UPDATE SET key_id = excluded.key_id")) {
            update.setString(1, id);
            return update.executeUpdate();
          }
        });
  }
}
