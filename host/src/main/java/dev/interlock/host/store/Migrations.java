package dev.interlock.host.store;

import dev.interlock.api.store.StoreDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the tables of the host or of a connector to what it carries. Flyway runs, and is loaded,
/// only where the history says that something is missing. A history that is ahead is left alone: an
/// earlier release runs against the tables of the next.
final class Migrations {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.store");

  private Migrations() {}

  /// What became of one history.
  ///
  /// @param component `interlock`, or a connector's name
  record Step(String component, SchemaVersion from, SchemaVersion to) {}

  /// @throws dev.interlock.api.store.StoreException where a migration fails: it is undone
  static Step run(Database database, String component, List<Carried> carried) {
    String table = component.replace('-', '_') + "_schema_history";
    if (carried.isEmpty()) {
      return new Step(component, SchemaVersion.NONE, SchemaVersion.NONE);
    }
    Map<SchemaVersion, String> applied = applied(database, table);
    SchemaVersion from = newest(applied);
    SchemaVersion newest = carried.getLast().version();
    if (carried.stream().allMatch(each -> each.description().equals(applied.get(each.version())))) {
      if (from.compareTo(newest) > 0) {
        LOG.debug("schema={} is at {}, newer than {}, which is carried", component, from, newest);
      }
      return new Step(component, from, from);
    }
    SchemaVersion to =
        uninterrupted(
            () -> {
              database.migrating(source -> FlywayRun.migrate(source, table, carried));
              return newest(applied(database, table));
            });
    LOG.info("schema={} migrated from={} to={}", component, from, to);
    return new Step(component, from, to);
  }

  /// On a thread of its own: a connector that is stopped while it starts is interrupted, which
  /// would close the sockets of its thread in the middle of a migration.
  private static SchemaVersion uninterrupted(Callable<SchemaVersion> migration) {
    FutureTask<SchemaVersion> task = new FutureTask<>(migration);
    Thread _ = Thread.ofPlatform().name("store-migration").daemon().start(task);
    boolean interrupted = false;
    while (!task.isDone()) {
      try {
        SchemaVersion _ = task.get();
      } catch (InterruptedException _) {
        interrupted = true;
      } catch (ExecutionException _) {
        // Told below.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (task.state() == Future.State.FAILED) {
      Throwable cause = task.exceptionNow();
      throw cause instanceof RuntimeException told
          ? told
          : Failures.of("a migration failed", cause);
    }
    return task.resultNow();
  }

  private static SchemaVersion newest(Map<SchemaVersion, String> applied) {
    return applied.keySet().stream().max(SchemaVersion::compareTo).orElse(SchemaVersion.NONE);
  }

  private static Map<SchemaVersion, String> applied(Database database, String table) {
    return database.read(
        connection -> {
          Map<SchemaVersion, String> applied = new TreeMap<>();
          if (exists(connection, database.dialect(), table)) {
            read(connection, table, applied);
          }
          return applied;
        });
  }

  private static boolean exists(Connection connection, StoreDialect dialect, String table)
      throws SQLException {
    String query =
        switch (dialect) {
          case SQLITE -> "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
          case POSTGRESQL ->
              "SELECT 1 FROM information_schema.tables"
                  + " WHERE table_schema = current_schema() AND table_name = ?";
        };
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void read(Connection connection, String table, Map<SchemaVersion, String> applied)
      throws SQLException {
    String query =
        "SELECT version, description FROM \"%s\" WHERE version IS NOT NULL AND success"
            .formatted(table);
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        applied.put(SchemaVersion.parse(rows.getString(1)), rows.getString(2));
      }
    }
  }
}
