package dev.interlock.host.store.coordination;

import dev.interlock.api.store.Store;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The schema of each event and version as it was first seen, or accepted. Thread-safe.
public final class SeenSchemas {

  private final Store store;
  private final InstantSource clock;

  public SeenSchemas(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Which schema is meant.
  public record Key(String event, int version) {}

  /// One schema, JSON.
  public record Schema(Key key, String connector, byte[] json) {}

  public Map<Key, byte[]> all() {
    return store.read(
        connection -> {
          Map<Key, byte[]> all = new HashMap<>();
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "select event, version, body from interlock_event_schema");
              ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              all.put(
                  new Key(rows.getString(1), rows.getInt(2)),
                  rows.getString(3).getBytes(StandardCharsets.UTF_8));
            }
          }
          return all;
        });
  }

  /// Keeps those of which nothing is kept yet.
  public void remember(List<Schema> schemas) {
    write(
        schemas,
        "insert into interlock_event_schema (event, version, connector, body, seen_at) values (?,"
            + " ?, ?, ?, ?) on conflict (event, version) do nothing");
  }

  /// Keeps these in the place of what was kept.
  public void accept(List<Schema> schemas) {
    write(
        schemas,
        "insert into interlock_event_schema (event, version, connector, body, seen_at) values (?,"
            + " ?, ?, ?, ?) on conflict (event, version) do update set connector ="
            + " excluded.connector, body = excluded.body, seen_at = excluded.seen_at");
  }

  private void write(List<Schema> schemas, String sql) {
    if (schemas.isEmpty()) {
      return;
    }
    store.<Integer>write(
        connection -> {
          insert(connection, sql, schemas);
          return schemas.size();
        });
  }

  private void insert(Connection connection, String sql, List<Schema> schemas) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Schema schema : schemas) {
        insert.setString(1, schema.key().event());
        insert.setInt(2, schema.key().version());
        insert.setString(3, schema.connector());
        insert.setString(4, new String(schema.json(), StandardCharsets.UTF_8));
        insert.setLong(5, clock.millis());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
