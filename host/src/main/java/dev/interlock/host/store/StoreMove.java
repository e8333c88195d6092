package dev.interlock.host.store;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.store.StoreDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Copies what a SQLite store holds into an empty one on a PostgreSQL server: every table that both
/// have, in one transaction. Both stores are migrated, and no host uses either. Secrets are sealed
/// anew under the server's key; what is only of hosts that ran stays behind.
///
/// @param from is left as it is
public record StoreMove(HostStore from, HostStore to) {

  private static final Set<String> LEFT =
      Set.of(
          "interlock_sealing_key",
          "interlock_delivery_host",
          "interlock_delivery_host_target",
          "interlock_delivery_rate");

  /// Those that a migration fills, or a host that only looked.
  private static final Set<String> SEEDED = Set.of("interlock_event_schema");

  private static final String REVISION = "_revision";
  private static final int BATCH = 500;

  /// @return how many rows were copied, by table; nothing else was
  /// @throws InterlockException where the store moved to is no server's, or holds something already
  public Map<String, Long> run() {
    if (to.dialect() != StoreDialect.POSTGRESQL) {
      throw new InterlockException(
          ErrorCategory.USER,
          "store.url: found " + to.shown() + ", expected a PostgreSQL server to move to");
    }
    return from.own().read(source -> to.own().write(target -> copyAll(source, target)));
  }

  private Map<String, Long> copyAll(Connection source, Connection target) throws SQLException {
    Map<String, Long> copied = new LinkedHashMap<>();
    for (String table : tables(source)) {
      List<MovedColumn> columns = MovedColumn.of(source, target, table);
      if (columns.isEmpty()) {
        continue; // of a connector that isn't there
      }
      requireEmpty(target, table);
      long rows = copy(source, target, table, columns);
      for (MovedColumn column : columns) {
        column.advance(target, table);
      }
      if (rows > 0) {
        copied.put(table, rows);
      }
    }
    return copied;
  }

  private static List<String> tables(Connection source) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (PreparedStatement query =
            source.prepareStatement(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                    + " AND name NOT LIKE '%_schema_history' ORDER BY name");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        if (!LEFT.contains(row.getString(1))) {
          tables.add(row.getString(1));
        }
      }
    }
    return tables;
  }

  private void requireEmpty(Connection target, String table) throws SQLException {
    try (Statement statement = target.createStatement()) {
      if (table.endsWith(REVISION)) {
        statement.executeUpdate("DELETE FROM " + table); // made by the migration
        return;
      }
      try (ResultSet row = statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
        if (row.next() && !SEEDED.contains(table)) {
          throw new InterlockException(
              ErrorCategory.USER,
              to.shown() + ": found rows in " + table + ", expected a store that nobody has used");
        }
      }
    }
  }

  private long copy(Connection source, Connection target, String table, List<MovedColumn> columns)
      throws SQLException {
    String names = columns.stream().map(MovedColumn::name).collect(Collectors.joining(", "));
    String values = columns.stream().map(_ -> "?").collect(Collectors.joining(", "));
    String insert =
        "INSERT INTO "
            + table
            + " ("
            + names
            + ") OVERRIDING SYSTEM VALUE VALUES ("
            + values
            + ") ON CONFLICT DO NOTHING";
    long rows = 0;
    try (PreparedStatement query = source.prepareStatement("SELECT " + names + " FROM " + table);
        ResultSet row = query.executeQuery();
        PreparedStatement statement = target.prepareStatement(insert)) {
      while (row.next()) {
        for (int i = 0; i < columns.size(); i++) {
          columns.get(i).set(statement, i + 1, row, this);
        }
        statement.addBatch();
        if (++rows % BATCH == 0) {
          statement.executeBatch();
        }
      }
      statement.executeBatch();
    }
    return rows;
  }

  /// A sealed text under the other store's key.
  String sealedAnew(String sealed) {
    return to.own().seal(from.own().unseal(sealed));
  }
}
