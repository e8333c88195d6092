package dev.interlock.host.delivery.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.host.store.ForeignDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// Reads the deliveries and attempts of a postmand database, oldest first, in batches of bounded
/// size. For one thread.
public final class PostmandTables {

  private static final int FETCHED = 50;
  private static final int LARGEST_BATCH = 500;
  private static final long MOST_CHARACTERS = 4 << 20;

  private static final String DELIVERIES =
      """
      SELECT id, webhook_id, payload, scheduled_at, delivery_attempts, status, created_at,
        updated_at
      FROM deliveries ORDER BY created_at, id
      """;

  private static final String ATTEMPTS =
      """
      SELECT a.id, a.delivery_id, n.attempt, a.success, a.response_status_code, a.raw_request,
        a.raw_response, a.error, a.created_at, a.execution_duration
      FROM delivery_attempts a JOIN (
        SELECT id, row_number() OVER (PARTITION BY delivery_id ORDER BY created_at, id) AS attempt
        FROM delivery_attempts) n ON n.id = a.id
      ORDER BY a.created_at, a.id
      """;

  private final ForeignDatabase from;
  private final String connector;

  /// @param connector whose targets the webhooks are
  public PostmandTables(ForeignDatabase from, String connector) {
    this.from = from;
    this.connector = connector;
  }

  public void deliveries(Consumer<List<PastDelivery>> each) {
    read(DELIVERIES, this::delivery, delivery -> delivery.body().length, each);
  }

  public void attempts(Consumer<List<PastAttempt>> each) {
    read(
        ATTEMPTS,
        PostmandTables::attempt,
        attempt ->
            (long) attempt.report().request().length() + attempt.report().response().length(),
        each);
  }

  @FunctionalInterface
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> void read(
      String sql, RowReader<T> reader, ToLongFunction<T> size, Consumer<List<T>> each) {
    try (PreparedStatement select = from.connection().prepareStatement(sql)) {
      select.setFetchSize(FETCHED);
      try (ResultSet row = select.executeQuery()) {
        List<T> batch = new ArrayList<>();
        long characters = 0;
        while (row.next()) {
          T read = reader.read(row);
          batch.add(read);
          characters += size.applyAsLong(read);
          if (batch.size() >= LARGEST_BATCH || characters >= MOST_CHARACTERS) {
            each.accept(List.copyOf(batch));
            batch.clear();
            characters = 0;
          }
        }
        if (!batch.isEmpty()) {
          each.accept(List.copyOf(batch));
        }
      }
    } catch (SQLException failure) {
      throw from.failure(failure);
    }
  }

  private PastDelivery delivery(ResultSet row) throws SQLException {
    return new PastDelivery(
        uuid(row, 1),
        connector + "/" + uuid(row, 2),
        state(row.getString(6)),
        row.getInt(5),
        row.getString(3).getBytes(UTF_8),
        new PastDelivery.Times(time(row, 7), time(row, 8), time(row, 4)));
  }

  private static DeliveryState state(String status) throws SQLException {
    return switch (status) {
      case "pending" -> DeliveryState.PENDING;
      case "succeeded" -> DeliveryState.DELIVERED;
      case "failed" -> DeliveryState.FAILED;
      default ->
          throw new SQLException(
              "deliveries: found status \"" + status + "\", expected pending, succeeded or failed");
    };
  }

  private static PastAttempt attempt(ResultSet row) throws SQLException {
    return new PastAttempt(
        uuid(row, 1),
        uuid(row, 2),
        row.getInt(3),
        row.getBoolean(4),
        new AttemptReport(row.getInt(5), row.getString(6), row.getString(7), row.getString(8)),
        time(row, 9),
        Duration.ofMillis(row.getLong(10)));
  }

  private static UUID uuid(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getObject(column, UUID.class));
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class)).toInstant();
  }
}
