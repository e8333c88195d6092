package dev.interlock.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Hands deliveries for one webhook to Interlock within the caller's own transaction, by the
/// PostgreSQL that the hosts share. Immutable: each method gives a changed copy. Thread-safe as far
/// as its caller's connections are.
///
/// @see Deliveries
public final class Enqueue {

  private static final String CALL =
      "SELECT interlock_enqueue(webhook => ?, body => ?, content_type => ?, order_key => ?,"
          + " delay_micros => ?, id => ?)";
  private static final String NO_SUCH_FUNCTION = "42883";

  private final String webhook;
  private final @Nullable String contentType;
  private final @Nullable String orderKey;
  private final Duration delay;
  private final @Nullable UUID id;

  private Enqueue(
      String webhook,
      @Nullable String contentType,
      @Nullable String orderKey,
      Duration delay,
      @Nullable UUID id) {
    this.webhook = webhook;
    this.contentType = contentType;
    this.orderKey = orderKey;
    this.delay = delay;
    this.id = id;
  }

  static Enqueue to(String webhook) {
    if (webhook.isBlank()) {
      throw new IllegalArgumentException("webhook: found a blank name");
    }
    return new Enqueue(webhook, null, null, Duration.ZERO, null);
  }

  /// Of the body; the webhook's own unless set.
  ///
  /// @throws IllegalArgumentException where it can't be the value of a header
  public Enqueue contentType(String type) {
    if (type.isBlank() || !type.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "contentType: expected ASCII such as application/json, without control characters");
    }
    return new Enqueue(webhook, type, orderKey, delay, id);
  }

  /// Deliveries of one key go one after another, in the order of their commits; the transaction
  /// keeps others from adding to the key until it ends. Unless set it is the one key of a webhook
  /// with `ordered: true`, and none for any other.
  public Enqueue orderKey(String key) {
    return new Enqueue(webhook, contentType, key, delay, id);
  }

  /// Not tried before this has passed, from the call on.
  ///
  /// @throws IllegalArgumentException where it is negative
  public Enqueue delay(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("delay: found " + duration + ", expected at least 0");
    }
    return new Enqueue(webhook, contentType, orderKey, duration, id);
  }

  /// What `webhook-id` will bear; random unless set. An id that Interlock knows already adds
  /// nothing: that makes a repeated transaction harmless.
  public Enqueue id(UUID chosen) {
    return new Enqueue(webhook, contentType, orderKey, delay, chosen);
  }

  /// Adds a delivery of `body`, which exists if and only if the transaction of `connection` commits
  /// (at once, where it commits by itself). It neither commits nor closes anything. Where it
  /// throws, PostgreSQL lets the transaction do nothing but roll back.
  ///
  /// @return its id
  /// @throws SQLException SQLSTATE `IL001` where no host has a durable webhook of that name,
  ///   `IL002` where its backlog is full, `IL003` where an order key comes in a transaction above
  ///   READ COMMITTED, `42883` where the database has no Interlock; others as they come
  public UUID on(Connection connection, byte[] body) throws SQLException {
    UUID chosen = id == null ? timeOrdered() : id;
    try (PreparedStatement call = connection.prepareStatement(CALL)) {
      call.setString(1, webhook);
      call.setBytes(2, body);
      call.setString(3, contentType);
      call.setString(4, orderKey);
      call.setLong(5, TimeUnit.MICROSECONDS.convert(delay));
      call.setObject(6, chosen);
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return chosen;
      }
    } catch (SQLException e) {
      throw NO_SUCH_FUNCTION.equals(e.getSQLState()) ? unprepared(e) : e;
    }
  }

  /// Version 7 (RFC 9562): it sorts by time.
  private static UUID timeOrdered() {
    UUID random = UUID.randomUUID();
    long head = System.currentTimeMillis() << 16 | 0x7000L;
    return new UUID(
        head | (random.getMostSignificantBits() & 0xFFFL), random.getLeastSignificantBits());
  }

  private static SQLException unprepared(SQLException cause) {
    return new SQLException(
        "found no function interlock_enqueue: expected a database that an Interlock host, or"
            + " interlock migrate, has prepared, with its schema on the search path",
        cause.getSQLState(),
        cause);
  }
}
