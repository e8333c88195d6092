package dev.interlock.host.store;

import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Seals under the current key what earlier ones sealed. Sealed texts stand in columns whose names
/// end in `_sealed`, whoever owns the table: that is how they are found.
record Resealing(Store own, Vault vault) {

  private static final int BATCH = 200;

  /// A column of some table, both as SQL has them.
  private record Column(String table, String name) {}

  /// @return how many texts were sealed anew
  int run(SealingKeys.Key current) {
    int count = 0;
    for (Column column : columns()) {
      count += run(column, current);
    }
    return count;
  }

  private int run(Column column, SealingKeys.Key current) {
    int count = 0;
    while (true) {
      List<String> old = old(column, Vault.head(current) + "%");
      if (old.isEmpty()) {
        return count;
      }
      Map<String, String> anew = new LinkedHashMap<>();
      old.forEach(each -> anew.put(each, Vault.seal(vault.unseal(each), current)));
      own.write(connection -> replace(connection, column, anew));
      count += anew.size();
    }
  }

  private List<String> old(Column column, String pattern) {
    String query =
        "SELECT DISTINCT %2$s FROM %1$s WHERE %2$s IS NOT NULL AND %2$s NOT LIKE ? LIMIT %3$d"
            .formatted(column.table(), column.name(), BATCH);
    return own.read(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, pattern);
            return texts(statement);
          }
        });
  }

  private static List<String> texts(PreparedStatement query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static int replace(Connection connection, Column column, Map<String, String> anew)
      throws SQLException {
    String update =
        "UPDATE %1$s SET %2$s = ? WHERE %2$s = ?".formatted(column.table(), column.name());
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      for (Map.Entry<String, String> each : anew.entrySet()) {
        statement.setString(1, each.getValue());
        statement.setString(2, each.getKey());
        statement.addBatch();
      }
      return statement.executeBatch().length;
    }
  }

  private List<Column> columns() {
    String query =
        switch (own.dialect()) {
          case StoreDialect.SQLITE ->
              "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c"
                  + " WHERE t.type = 'table' AND c.name LIKE '%\\_sealed' ESCAPE '\\'";
          case StoreDialect.POSTGRESQL ->
              "SELECT c.table_name, c.column_name FROM information_schema.columns c"
                  + " JOIN information_schema.tables t USING (table_schema, table_name)"
                  + " WHERE t.table_type = 'BASE TABLE' AND c.table_schema = current_schema()"
                  + " AND c.column_name LIKE '%\\_sealed'";
        };
    return own.read(
        connection -> {
          List<Column> columns = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(query);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              columns.add(new Column(quoted(rows.getString(1)), quoted(rows.getString(2))));
            }
          }
          return columns;
        });
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
