package dev.interlock.webhooks.relay.store;

import dev.interlock.api.store.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The destinations of all hosts on one database. Each change raises the revision in its own
/// transaction, under the lock of the revision's row: who has seen a revision has seen every change
/// up to it. Calls block; thread-safe.
public final class DestinationTable {

  private final Store store;

  public DestinationTable(Store store) {
    this.store = store;
  }

  /// All destinations by id, ascending, as of one revision.
  public record Snapshot(long revision, Map<Long, Destination> destinations) {
    public static final Snapshot NONE = new Snapshot(-1, Map.of());
  }

  /// Adds one, unless there are `most` already.
  public Optional<Destination> add(String url, long most) {
    return store.write(
        connection -> {
          raiseRevision(connection);
          if (count(connection) >= most) {
            return Optional.empty();
          }
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO webhooks_destination (url) VALUES (?) RETURNING id")) {
            insert.setString(1, url);
            try (ResultSet row = insert.executeQuery()) {
              row.next();
              return Optional.of(new Destination(row.getLong(1), url));
            }
          }
        });
  }

  /// False where it is not there.
  public boolean replace(Destination destination) {
    return store.write(
        connection -> {
          raiseRevision(connection);
          try (PreparedStatement update =
              connection.prepareStatement("UPDATE webhooks_destination SET url = ? WHERE id = ?")) {
            update.setString(1, destination.url());
            update.setLong(2, destination.id());
            return update.executeUpdate() == 1;
          }
        });
  }

  /// False where it is not there.
  public boolean remove(long id) {
    return store.write(
        connection -> {
          raiseRevision(connection);
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM webhooks_destination WHERE id = ?")) {
            delete.setLong(1, id);
            return delete.executeUpdate() == 1;
          }
        });
  }

  public Optional<Destination> find(long id) {
    return store.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT url FROM webhooks_destination WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(new Destination(id, row.getString(1)))
                  : Optional.empty();
            }
          }
        });
  }

  /// `seen` itself where nothing has changed since. The revision is read first: a change that comes
  /// between the two reads is shown early, and once more.
  public Snapshot since(Snapshot seen) {
    return store.read(
        connection -> {
          long revision = revision(connection);
          return revision == seen.revision
              ? seen
              : new Snapshot(revision, destinations(connection));
        });
  }

  private static long revision(Connection connection) throws SQLException {
    return number(connection, "SELECT revision FROM webhooks_destination_revision");
  }

  private static long count(Connection connection) throws SQLException {
    return number(connection, "SELECT count(*) FROM webhooks_destination");
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Map<Long, Destination> destinations(Connection connection) throws SQLException {
    Map<Long, Destination> destinations = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT id, url FROM webhooks_destination ORDER BY id")) {
      while (rows.next()) {
        long id = rows.getLong(1);
        destinations.put(id, new Destination(id, rows.getString(2)));
      }
    }
    return java.util.Collections.unmodifiableMap(destinations);
  }

  private static void raiseRevision(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE webhooks_destination_revision SET revision = revision + 1");
    }
  }
}
