package dev.interlock.host.store.coordination;

import dev.interlock.api.store.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Outcomes of events that were published under a key, kept for 24 h: whoever publishes again under
/// the same key gets the outcome of the first. Thread-safe.
public final class PublishedOutcomes {

  public static final Duration KEPT = Duration.ofHours(24);

  private static final int CLEANED_AT_ONCE = 100;

  private final Store store;
  private final InstantSource clock;
  private final String host;

  /// @param host the id of this run of this host
  public PublishedOutcomes(Store store, InstantSource clock, String host) {
    this.store = store;
    this.clock = clock;
    this.host = host;
  }

  /// Who publishes under which key.
  public record Key(String caller, String key) {}

  /// What a claim found.
  public sealed interface Claim {
    /// Nobody has published under this key: whoever claimed it does, and says how it ended.
    record First() implements Claim {}

    /// It has been published, and this was the answer.
    record Finished(int status, String reply) implements Claim {}

    /// It began and has not ended, as far as anybody knows.
    ///
    /// @param dispatch the event's id, empty where it isn't known
    /// @param here whether this run of this host began it
    record InDoubt(String dispatch, boolean here) implements Claim {}

    /// The key was used for something else.
    record Different() implements Claim {}
  }

  /// On disk when it returns.
  ///
  /// @param requestHash of everything that decides what is published
  public Claim claim(Key key, String event, byte[] requestHash) {
    return store.write(connection -> claim(connection, key, event, requestHash));
  }

  private Claim claim(Connection connection, Key key, String event, byte[] requestHash)
      throws SQLException {
    forgetOld(connection);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into interlock_published (caller, idempotency_key, event, request_hash, host,"
                + " started_at) values (?, ?, ?, ?, ?, ?) on conflict (caller, idempotency_key) do"
                + " nothing")) {
      insert.setString(1, key.caller());
      insert.setString(2, key.key());
      insert.setString(3, event);
      insert.setBytes(4, requestHash);
      insert.setString(5, host);
      insert.setLong(6, clock.millis());
      if (insert.executeUpdate() == 1) {
        return new Claim.First();
      }
    }
    return found(connection, key, event, requestHash);
  }

  private Claim found(Connection connection, Key key, String event, byte[] requestHash)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select event, request_hash, status, reply, dispatch, host from interlock_published"
                + " where caller = ? and idempotency_key = ?")) {
      select.setString(1, key.caller());
      select.setString(2, key.key());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return new Claim.InDoubt("", false); // forgotten in this very moment
        }
        if (!row.getString(1).equals(event) || !Arrays.equals(row.getBytes(2), requestHash)) {
          return new Claim.Different();
        }
        int status = row.getInt(3);
        if (!row.wasNull()) {
          return new Claim.Finished(status, row.getString(4));
        }
        @Nullable String dispatch = row.getString(5);
        return new Claim.InDoubt(dispatch == null ? "" : dispatch, row.getString(6).equals(host));
      }
    }
  }

  private void forgetOld(Connection connection) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from interlock_published where (caller, idempotency_key) in (select caller,"
                + " idempotency_key from interlock_published where started_at < ? limit "
                + CLEANED_AT_ONCE
                + ")")) {
      delete.setLong(1, clock.millis() - KEPT.toMillis());
      delete.executeUpdate();
    }
  }

  /// The claimed event has begun.
  public void began(Key key, String dispatch) {
    update(key, "dispatch = ?", dispatch);
  }

  /// The claimed event has ended with this answer. On disk when it returns.
  public void finished(Key key, int status, String reply) {
    update(key, "status = ?, reply = ?", status, reply);
  }

  private void update(Key key, String what, Object... values) {
    store.<Integer>write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update interlock_published set "
                      + what
                      + " where caller = ? and idempotency_key = ? and host = ?")) {
            int index = 1;
            for (Object value : values) {
              update.setObject(index++, value);
            }
            update.setString(index++, key.caller());
            update.setString(index++, key.key());
            update.setString(index, host);
            return update.executeUpdate();
          }
        });
  }

  /// Nothing ran: the key is free again.
  public void withdraw(Key key) {
    store.<Integer>write(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "delete from interlock_published where caller = ? and idempotency_key = ? and"
                      + " host = ? and status is null")) {
            delete.setString(1, key.caller());
            delete.setString(2, key.key());
            delete.setString(3, host);
            return delete.executeUpdate();
          }
        });
  }
}
