package dev.interlock.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// The transactional outbox: hands a delivery to Interlock in the same transaction as one's own
/// changes, by the PostgreSQL that the hosts share. No broker, no relay process: JDBC alone.
///
/// ```java
/// connection.setAutoCommit(false);
/// // … one's own statements …
/// Deliveries.enqueue(connection, "ledger", body);
/// connection.commit();
/// ```
public final class Deliveries {

  private Deliveries() {}

  /// Adds a delivery of `body` to the webhook, which exists if and only if the transaction of
  /// `connection` commits. It goes out with the webhook's content type, signed as the file says,
  /// and is retried until it arrives or expires.
  ///
  /// @param webhook its name in `webhooks.yaml`, where it has `delivery: durable`
  /// @return the delivery's id: what `webhook-id` bears
  /// @throws SQLException as `Enqueue.on`
  public static UUID enqueue(Connection connection, String webhook, byte[] body)
      throws SQLException {
    return to(webhook).on(connection, body);
  }

  /// The same, with a content type, an order key, a delay or an id of one's own.
  ///
  /// @throws IllegalArgumentException where the name is blank
  public static Enqueue to(String webhook) {
    return Enqueue.to(webhook);
  }
}
