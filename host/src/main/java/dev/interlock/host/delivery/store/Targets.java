package dev.interlock.host.delivery.store;

import dev.interlock.api.store.Store;
import dev.interlock.host.delivery.DeliveryStore.TargetRecord;
import dev.interlock.host.delivery.DeliveryStore.TargetRecord.Disabled;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Targets: the number behind each name, and what hosts share about it. A number stays with its
/// name for ever, so what is remembered here never becomes wrong. Thread-safe.
final class Targets {

  private static final String CHANGE =
      """
      UPDATE interlock_delivery_target
      SET paused = ?, disabled_reason = ?, disabled_at = ?, failing_since = ?, gone_at = ?,
        open_until = ?, openings = ?, version = ?
      WHERE id = ? AND version = ?
      """;

  private final Store store;
  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<Integer, String> names = new ConcurrentHashMap<>();

  Targets(Store store) {
    this.store = store;
  }

  /// The numbers of names; new ones get theirs, in a transaction of its own.
  Map<String, Integer> numbers(Collection<String> wanted) {
    Set<String> unknown = new TreeSet<>(wanted);
    unknown.removeAll(numbers.keySet());
    if (!unknown.isEmpty()) {
      store.write(
          connection -> {
            insert(connection, unknown);
            return null;
          });
      store.read(
          connection -> {
            load(connection);
            return null;
          });
    }
    return numbers;
  }

  Set<String> known() {
    return Set.copyOf(numbers.keySet());
  }

  /// Null where it isn't known yet.
  @Nullable Integer known(String name) {
    return numbers.get(name);
  }

  int number(String name) {
    return lookUp(numbers(List.of(name)), name);
  }

  static int lookUp(Map<String, Integer> numbers, String name) {
    Integer number = numbers.get(name);
    if (number == null) {
      throw new IllegalStateException("found no number of target " + name);
    }
    return number;
  }

  private static void insert(Connection connection, Set<String> unknown) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO interlock_delivery_target (name) VALUES (?) ON CONFLICT (name) DO"
                + " NOTHING")) {
      for (String name : unknown) {
        statement.setString(1, name);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private void load(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT id, name FROM interlock_delivery_target");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        names.put(row.getInt(1), row.getString(2));
        numbers.put(row.getString(2), row.getInt(1));
      }
    }
  }

  /// The name of a number that some row has.
  String name(Connection connection, int number) throws SQLException {
    String known = names.get(number);
    if (known == null) {
      load(connection);
      known = names.get(number);
    }
    if (known == null) {
      throw new IllegalStateException("found no target of number " + number);
    }
    return known;
  }

  /// The numbers of names that begin with `scope`, or of `target` where it does.
  List<Integer> within(Connection connection, String scope, @Nullable String target)
      throws SQLException {
    load(connection);
    return numbers.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(scope))
        .filter(entry -> target == null || entry.getKey().equals(target))
        .map(Map.Entry::getValue)
        .sorted()
        .toList();
  }

  Map<String, TargetRecord> records() {
    return store.read(
        connection -> {
          Map<String, TargetRecord> records = new HashMap<>();
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      """
                      SELECT name, paused, disabled_reason, disabled_at, failing_since, gone_at,
                        open_until, openings, version
                      FROM interlock_delivery_target WHERE version > 0
                      """);
              ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              records.put(row.getString(1), read(row));
            }
          }
          return records;
        });
  }

  private static TargetRecord read(ResultSet row) throws SQLException {
    String reason = row.getString(3);
    return new TargetRecord(
        row.getString(1),
        row.getBoolean(2),
        reason == null ? null : new Disabled(reason, Micros.instant(row.getLong(4))),
        instant(row, 5),
        instant(row, 6),
        instant(row, 7),
        row.getInt(8),
        row.getLong(9));
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? null : Micros.instant(micros);
  }

  /// False where somebody else was faster.
  boolean change(Connection connection, int number, TargetRecord next) throws SQLException {
    Disabled disabled = next.disabled();
    try (PreparedStatement statement = connection.prepareStatement(CHANGE)) {
      statement.setBoolean(1, next.paused());
      statement.setString(2, disabled == null ? null : Texts.clean(disabled.reason()));
      set(statement, 3, disabled == null ? null : disabled.since());
      set(statement, 4, next.failingSince());
      set(statement, 5, next.goneAt());
      set(statement, 6, next.openUntil());
      statement.setInt(7, next.openings());
      statement.setLong(8, next.version());
      statement.setInt(9, number);
      statement.setLong(10, next.version() - 1);
      return statement.executeUpdate() > 0;
    }
  }

  private static void set(PreparedStatement statement, int column, @Nullable Instant instant)
      throws SQLException {
    if (instant == null) {
      statement.setNull(column, Types.BIGINT);
    } else {
      statement.setLong(column, Micros.of(instant));
    }
  }

  /// What is known of it; its number stays.
  void forget(Connection connection, int number) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            UPDATE interlock_delivery_target
            SET paused = ?, disabled_reason = NULL, disabled_at = NULL, failing_since = NULL,
              gone_at = NULL, open_until = NULL, openings = 0, version = 0
            WHERE id = ?
            """)) {
      statement.setBoolean(1, false);
      statement.setInt(2, number);
      statement.executeUpdate();
    }
  }
}
