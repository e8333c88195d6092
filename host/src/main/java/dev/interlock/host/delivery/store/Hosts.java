package dev.interlock.host.delivery.store;

import dev.interlock.host.delivery.DeliveryStore.HostFile;
import dev.interlock.host.delivery.DeliveryStore.LivingHost;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which hosts live, and which targets each knows. One that was not heard of for 30 seconds does
/// not live; after a day its row goes. Stateless.
final class Hosts {

  private static final long LIVES_FOR = 30_000_000L;
  private static final long KEPT_FOR = 86_400_000_000L;

  private static final String BEAT =
      """
      INSERT INTO interlock_delivery_host (name, label, file_hash, file_since, seen_at)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE
      SET label = excluded.label, file_hash = excluded.file_hash, seen_at = excluded.seen_at,
        left_at = NULL,
        file_since = CASE WHEN interlock_delivery_host.file_hash = excluded.file_hash
          THEN interlock_delivery_host.file_since ELSE excluded.file_since END
      """;

  private final Dialect dialect;

  Hosts(Dialect dialect) {
    this.dialect = dialect;
  }

  void heartbeat(Connection connection, HostFile self, Set<Integer> targets) throws SQLException {
    long now = dialect.now(connection);
    try (PreparedStatement statement = connection.prepareStatement(BEAT)) {
      statement.setString(1, self.host());
      statement.setString(2, Texts.clean(self.label()));
      statement.setString(3, self.fileHash());
      statement.setLong(4, now);
      statement.setLong(5, now);
      statement.executeUpdate();
    }
    replaceTargets(connection, self.host(), targets);
    remove(connection, now - KEPT_FOR);
  }

  private static void replaceTargets(Connection connection, String host, Set<Integer> targets)
      throws SQLException {
    Set<Integer> known = targetsOf(connection, host);
    Set<Integer> added = new TreeSet<>(targets);
    added.removeAll(known);
    Set<Integer> removed = new TreeSet<>(known);
    removed.removeAll(targets);
    forEach(
        connection,
        "INSERT INTO interlock_delivery_host_target (host, target) VALUES (?, ?)",
        host,
        added);
    forEach(
        connection,
        "DELETE FROM interlock_delivery_host_target WHERE host = ? AND target = ?",
        host,
        removed);
  }

  private static Set<Integer> targetsOf(Connection connection, String host) throws SQLException {
    Set<Integer> targets = new TreeSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT target FROM interlock_delivery_host_target WHERE host = ?")) {
      statement.setString(1, host);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          targets.add(row.getInt(1));
        }
      }
    }
    return targets;
  }

  private static void forEach(
      Connection connection, String sql, String host, Collection<Integer> targets)
      throws SQLException {
    if (targets.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int target : targets) {
        statement.setString(1, host);
        statement.setInt(2, target);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static void remove(Connection connection, long seenBefore) throws SQLException {
    for (String sql :
        new String[] {
          """
          DELETE FROM interlock_delivery_host_target
          WHERE host IN (SELECT name FROM interlock_delivery_host WHERE seen_at < ?)
          """,
          "DELETE FROM interlock_delivery_host WHERE seen_at < ?"
        }) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setLong(1, seenBefore);
        statement.executeUpdate();
      }
    }
  }

  /// Those that a living host knows.
  Set<Integer> knownTargets(Connection connection) throws SQLException {
    Set<Integer> targets = new TreeSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT DISTINCT t.target FROM interlock_delivery_host h
            JOIN interlock_delivery_host_target t ON t.host = h.name WHERE h.seen_at >= ?
            """)) {
      statement.setLong(1, dialect.now(connection) - LIVES_FOR);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          targets.add(row.getInt(1));
        }
      }
    }
    return targets;
  }

  void leave(Connection connection, String host) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE interlock_delivery_host SET left_at = ? WHERE name = ?")) {
      statement.setLong(1, dialect.now(connection));
      statement.setString(2, host);
      statement.executeUpdate();
    }
  }

  List<LivingHost> living(Connection connection) throws SQLException {
    List<LivingHost> living = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT name, coalesce(label, name), file_hash, file_since FROM interlock_delivery_host
            WHERE seen_at >= ? AND left_at IS NULL ORDER BY name
            """)) {
      statement.setLong(1, dialect.now(connection) - LIVES_FOR);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          HostFile file = new HostFile(row.getString(1), row.getString(2), row.getString(3));
          long since = row.getLong(4);
          living.add(new LivingHost(file, row.wasNull() ? null : Micros.instant(since)));
        }
      }
    }
    return living;
  }
}
