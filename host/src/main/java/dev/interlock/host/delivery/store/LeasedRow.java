package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A delivery that was leased, for a target by its number.
record LeasedRow(int target, NewDelivery delivery, Lease lease) {

  /// What the columns of `lease` are called, in the order in which `read` reads them.
  static final List<String> PROGRESS =
      List.of("number", "target", "attempts", "first_attempt_at", "expires_at", "order_key");

  /// What the columns of `delivery` are called, that follow.
  static final List<String> CONTENT =
      List.of(
          "id",
          "expire",
          "content_type",
          "event",
          "hook",
          "depth",
          "traceparent",
          "event_at",
          "body");

  /// @param epoch of this lease
  /// @param attempts before it
  /// @param acceptedAt or retried by hand
  record Lease(
      long number,
      long epoch,
      long now,
      int attempts,
      @Nullable Long firstAttemptAt,
      long acceptedAt,
      long expiresAt) {}

  /// From a row of `PROGRESS`, `CONTENT`, the epoch before the lease and the lease's time.
  static LeasedRow read(Dialect dialect, ResultSet row) throws SQLException {
    long firstAttemptAt = row.getLong(4);
    Long first = row.wasNull() ? null : firstAttemptAt;
    long expiresAt = row.getLong(5);
    NewDelivery delivery =
        new NewDelivery(
            dialect.uuid(row, 7),
            row.getString(6),
            row.getBytes(15),
            row.getString(9),
            Origins.read(row, 10),
            Duration.ZERO);
    Lease lease =
        new Lease(
            row.getLong(1),
            row.getLong(16) + 1,
            row.getLong(17),
            row.getInt(3),
            first,
            expiresAt - row.getLong(8),
            expiresAt);
    return new LeasedRow(row.getInt(2), delivery, lease);
  }

  Leased leased(String name) {
    Long first = lease.firstAttemptAt;
    return new Leased(
        lease.number,
        lease.epoch,
        name,
        delivery,
        lease.attempts,
        Micros.duration(Math.max(0, lease.now - lease.acceptedAt)),
        first == null ? Duration.ZERO : Micros.duration(Math.max(0, lease.now - first)),
        lease.expiresAt <= lease.now);
  }
}
