package dev.interlock.host.delivery.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A WHERE clause as it grows, with what its question marks stand for. Not thread-safe.
final class Condition {

  /// Puts one value into its place.
  private interface Value {
    void set(PreparedStatement statement, int index) throws SQLException;
  }

  private final List<String> terms = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();

  Condition and(String term) {
    terms.add(term);
    return this;
  }

  Condition and(String term, long value) {
    values.add((statement, index) -> statement.setLong(index, value));
    return and(term);
  }

  Condition and(String term, UUID value, Dialect dialect) {
    values.add((statement, index) -> dialect.setUuid(statement, index, value));
    return and(term);
  }

  Condition and(String term, boolean value) {
    values.add((statement, index) -> statement.setBoolean(index, value));
    return and(term);
  }

  String where() {
    return terms.isEmpty() ? "" : " WHERE " + String.join(" AND ", terms);
  }

  /// Gives the index that follows.
  int set(PreparedStatement statement, int first) throws SQLException {
    int index = first;
    for (Value value : values) {
      value.set(statement, index++);
    }
    return index;
  }
}
