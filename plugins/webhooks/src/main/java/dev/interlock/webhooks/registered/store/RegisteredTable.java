package dev.interlock.webhooks.registered.store;

import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.RegisteredWebhook.SealedSecrets;
import dev.interlock.webhooks.registered.WebhookFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The registered webhooks of all hosts on one database. Each change raises the revision in its own
/// transaction, under the lock of the revision's row: who has seen a revision has seen every change
/// up to it. Calls block; thread-safe.
public final class RegisteredTable {

  /// How many there may be, over all hosts: what each takes in memory is bounded, too.
  public static final int MOST = 10_000;

  private static final String SELECT = "SELECT * FROM webhooks_registered";

  private final Store store;

  public RegisteredTable(Store store) {
    this.store = store;
  }

  /// What changed after a revision.
  ///
  /// @param ids of all that are there, or of none where nothing changed
  public record Changes(long revision, List<RegisteredWebhook> changed, Set<UUID> ids) {}

  /// What became of one that was to be added.
  public enum Addition {
    ADDED,
    /// The id was there already; nothing changed.
    KNOWN,
    /// There are `MOST` already; nothing changed.
    FULL
  }

  /// Where a list goes on.
  ///
  /// @param afterName with `afterId` the last entry of the page before; both empty for none
  public record Position(String afterName, String afterId) {
    public static final Position START = new Position("", "");
  }

  public Addition add(RegisteredWebhook webhook) {
    return store.write(
        connection -> {
          long revision = raiseRevision(connection);
          if (find(connection, webhook.id()).isPresent()) {
            return Addition.KNOWN;
          }
          if (count(connection) >= MOST) {
            return Addition.FULL;
          }
          checkSealed(connection, SealedSecrets.NONE, webhook.secrets());
          insert(connection, webhook, revision);
          return Addition.ADDED;
        });
  }

  private static void insert(Connection connection, RegisteredWebhook webhook, long revision)
      throws SQLException {
    String columns = String.join(", ", RegisteredRow.COLUMNS);
    String values = "?, ".repeat(RegisteredRow.COLUMNS.size() - 1) + "?";
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO webhooks_registered (" + columns + ") VALUES (" + values + ")")) {
      RegisteredRow.write(insert, webhook, revision);
      insert.executeUpdate();
    }
  }

  /// Changes one under the lock of the revision; empty where it is not there.
  ///
  /// @param change quick, without side effects
  public Optional<RegisteredWebhook> change(UUID id, UnaryOperator<RegisteredWebhook> change) {
    return store.write(
        connection -> {
          long revision = raiseRevision(connection);
          Optional<RegisteredWebhook> found = find(connection, id);
          if (found.isEmpty()) {
            return found;
          }
          RegisteredWebhook changed = change.apply(found.get());
          checkSealed(connection, found.get().secrets(), changed.secrets());
          update(connection, changed, revision);
          return Optional.of(
              new RegisteredWebhook(
                  id, changed.terms(), changed.secrets(), changed.times(), revision));
        });
  }

  private void checkSealed(Connection connection, SealedSecrets before, SealedSecrets after)
      throws SQLException {
    String fresh = after.current();
    if (fresh != null && !fresh.equals(before.current())) {
      store.checkSealed(connection, fresh);
    }
  }

  private static void update(Connection connection, RegisteredWebhook changed, long revision)
      throws SQLException {
    List<String> columns = RegisteredRow.COLUMNS.subList(0, RegisteredRow.COLUMNS.size() - 1);
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE webhooks_registered SET "
                + String.join(" = ?, ", columns)
                + " = ? WHERE id = ?")) {
      RegisteredRow.write(update, changed, revision);
      update.executeUpdate();
    }
  }

  public void remove(UUID id) {
    store.write(
        connection -> {
          raiseRevision(connection);
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM webhooks_registered WHERE id = ?")) {
            delete.setString(1, id.toString());
            return delete.executeUpdate();
          }
        });
  }

  public Optional<RegisteredWebhook> find(UUID id) {
    return store.read(connection -> find(connection, id));
  }

  private static Optional<RegisteredWebhook> find(Connection connection, UUID id)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + " WHERE id = ?")) {
      select.setString(1, id.toString());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(RegisteredRow.read(row)) : Optional.empty();
      }
    }
  }

  /// Of that name, by id; 20 at most.
  public List<RegisteredWebhook> named(String name) {
    return store.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(SELECT + " WHERE name = ? ORDER BY id LIMIT 20")) {
            select.setString(1, name);
            return rows(select);
          }
        });
  }

  /// By name, then id, ascending.
  public List<RegisteredWebhook> list(WebhookFilter filter, Position position, int most) {
    String bytewise = store.dialect() == StoreDialect.POSTGRESQL ? " COLLATE \"C\"" : "";
    String name = "name" + bytewise;
    String id = "id" + bytewise;
    String query =
        SELECT
            + " WHERE ("
            + name
            + " > ? OR (name = ? AND "
            + id
            + " > ?)) AND created_at > ? AND created_at < ?"
            + (filter.active() == null ? "" : " AND active = " + (filter.active() ? 1 : 0))
            + " ORDER BY "
            + name
            + ", "
            + id
            + " LIMIT ?";
    return store.read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, position.afterName());
            select.setString(2, position.afterName());
            select.setString(3, position.afterId());
            Long after = Micros.ofNullable(filter.after());
            Long before = Micros.ofNullable(filter.before());
            select.setLong(4, after == null ? Long.MIN_VALUE : after);
            select.setLong(5, before == null ? Long.MAX_VALUE : before);
            select.setInt(6, most);
            return rows(select);
          }
        });
  }

  /// The revision is read first: a change that comes between the reads is shown early, and once
  /// more.
  public Changes since(long seen) {
    return store.read(
        connection -> {
          long revision = revision(connection);
          if (revision == seen) {
            return new Changes(seen, List.of(), Set.of());
          }
          try (PreparedStatement select =
              connection.prepareStatement(SELECT + " WHERE revision > ?")) {
            select.setLong(1, seen);
            return new Changes(revision, rows(select), ids(connection));
          }
        });
  }

  private static List<RegisteredWebhook> rows(PreparedStatement select) throws SQLException {
    List<RegisteredWebhook> webhooks = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        webhooks.add(RegisteredRow.read(row));
      }
    }
    return List.copyOf(webhooks);
  }

  private static Set<UUID> ids(Connection connection) throws SQLException {
    Set<UUID> ids = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM webhooks_registered")) {
      while (row.next()) {
        ids.add(UUID.fromString(row.getString(1)));
      }
    }
    return Set.copyOf(ids);
  }

  /// Asks the database for an answer.
  ///
  /// @throws dev.interlock.api.store.StoreException where none comes
  public void ping() {
    long _ = store.read(RegisteredTable::revision);
  }

  /// The ids of all there are.
  public Set<UUID> ids() {
    return store.read(RegisteredTable::ids);
  }

  private static long count(Connection connection) throws SQLException {
    return number(connection, "SELECT count(*) FROM webhooks_registered");
  }

  private static long raiseRevision(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE webhooks_registered_revision SET revision = revision + 1");
    }
    return revision(connection);
  }

  private static long revision(Connection connection) throws SQLException {
    return number(connection, "SELECT revision FROM webhooks_registered_revision");
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
