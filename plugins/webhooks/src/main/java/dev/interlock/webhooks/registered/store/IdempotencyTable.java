package dev.interlock.webhooks.registered.store;

import dev.interlock.api.store.Store;
import dev.interlock.webhooks.registered.IdempotentRequest;
import dev.interlock.webhooks.request.DeliveryId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// What the `Idempotency-Key`s of the last 24 hours stood for. Calls block; thread-safe.
public final class IdempotencyTable {

  private static final Duration KEPT = Duration.ofHours(24);

  private final Store store;

  public IdempotencyTable(Store store) {
    this.store = store;
  }

  /// Keeps what the key stands for, unless it stands for something already; gives what it stands
  /// for.
  ///
  /// @param hash of the request's body
  public IdempotentRequest claim(String caller, String key, String hash, Instant now) {
    return store.write(
        connection -> {
          forgetOld(connection, now);
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO webhooks_idempotency"
                      + " (caller, idempotency_key, request_hash, delivery, created_at)"
                      + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, caller);
            insert.setString(2, key);
            insert.setString(3, hash);
            insert.setString(4, DeliveryId.random(now).toString());
            insert.setLong(5, Micros.of(now));
            insert.executeUpdate();
          }
          return find(connection, caller, key);
        });
  }

  private static void forgetOld(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM webhooks_idempotency WHERE created_at < ?")) {
      delete.setLong(1, Micros.of(now.minus(KEPT)));
      delete.executeUpdate();
    }
  }

  private static IdempotentRequest find(Connection connection, String caller, String key)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT request_hash, delivery, accepted_at FROM webhooks_idempotency"
                + " WHERE caller = ? AND idempotency_key = ?")) {
      select.setString(1, caller);
      select.setString(2, key);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("the key was forgotten while it was claimed");
        }
        long accepted = row.getLong(3);
        Instant acceptedAt = row.wasNull() ? null : Micros.time(accepted);
        return new IdempotentRequest(
            row.getString(1), UUID.fromString(row.getString(2)), acceptedAt);
      }
    }
  }

  /// The delivery was accepted at that time.
  public void accepted(String caller, String key, Instant at) {
    store.write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE webhooks_idempotency SET accepted_at = ?"
                      + " WHERE caller = ? AND idempotency_key = ?")) {
            update.setLong(1, Micros.of(at));
            update.setString(2, caller);
            update.setString(3, key);
            return update.executeUpdate();
          }
        });
  }
}
