package dev.interlock.host.store;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A column that a SQLite table and one of PostgreSQL have both.
///
/// @param type PostgreSQL's, in the words of its information schema
/// @param sequence which gives its values; null where none does
record MovedColumn(String name, String type, @Nullable String sequence) {

  private static final String SEALED = "_sealed";
  private static final String COLUMNS =
      """
      SELECT column_name, data_type, coalesce(
        pg_get_serial_sequence(table_name::text, column_name::text),
        substring(column_default FROM 'nextval\\(''([^'']+)'))
      FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position
      """;

  /// Empty where the server has no such table.
  static List<MovedColumn> of(Connection source, Connection target, String table)
      throws SQLException {
    Set<String> there = new HashSet<>();
    try (PreparedStatement query =
        source.prepareStatement("SELECT name FROM pragma_table_info(?)")) {
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          there.add(row.getString(1));
        }
      }
    }
    List<MovedColumn> columns = new ArrayList<>();
    try (PreparedStatement query = target.prepareStatement(COLUMNS)) {
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (there.contains(row.getString(1))) {
            columns.add(new MovedColumn(row.getString(1), row.getString(2), row.getString(3)));
          }
        }
      }
    }
    return columns;
  }

  /// Hands over the value that `row` has under the same index.
  void set(PreparedStatement statement, int index, ResultSet row, StoreMove move)
      throws SQLException {
    Object value = row.getObject(index);
    if (value == null) {
      statement.setNull(index, Types.NULL);
    } else if (name.endsWith(SEALED)) {
      statement.setString(index, move.sealedAnew(row.getString(index)));
    } else {
      switch (type) {
        case "uuid" -> statement.setObject(index, uuid(row.getBytes(index)));
        case "boolean" -> statement.setBoolean(index, row.getLong(index) != 0);
        case "bytea" -> statement.setBytes(index, row.getBytes(index));
        case "bigint", "integer", "smallint" -> statement.setLong(index, row.getLong(index));
        case "text" -> statement.setString(index, row.getString(index));
        case "double precision", "real" -> statement.setDouble(index, row.getDouble(index));
        default -> throw new SQLException("column " + name + ": found type " + type);
      }
    }
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /// What is made next comes after what was copied.
  void advance(Connection target, String table) throws SQLException {
    if (sequence == null) {
      return;
    }
    String sql =
        "SELECT setval(?::regclass, greatest(max(%1$s), 1), max(%1$s) IS NOT NULL) FROM %2$s"
            .formatted(name, table);
    try (PreparedStatement statement = target.prepareStatement(sql)) {
      statement.setString(1, sequence);
      statement.executeQuery().close();
    }
  }
}
