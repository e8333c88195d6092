package dev.interlock.webhooks.registered.store;

import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.Takeover;
import dev.interlock.webhooks.registered.RegisteredWebhook.Attempts;
import dev.interlock.webhooks.registered.RegisteredWebhook.Times;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/// A row of postmand's table `webhooks`, as it stands there: nothing of it is checked.
///
/// @param secret empty for none
public record PostmandWebhook(
    UUID id, Address address, String secret, boolean active, Attempts attempts, Times times) {

  private static final int FETCHED = 100;

  private static final String SELECT =
      """
      SELECT id, name, url, content_type, valid_status_codes, secret_token, active,
        max_delivery_attempts, delivery_attempt_timeout, retry_min_backoff, retry_max_backoff,
        created_at, updated_at
      FROM webhooks ORDER BY created_at, id
      """;

  /// Where and how it is sent.
  public record Address(String name, String url, String contentType, List<Integer> successes) {
    public Address {
      successes = List.copyOf(successes);
    }
  }

  /// Reads all of them, oldest first.
  ///
  /// @throws StoreException where they can't be read
  public static void readAll(Takeover takeover, Consumer<PostmandWebhook> each) {
    try {
      readAll(takeover.from(), each);
    } catch (SQLException failure) {
      String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
      boolean otherTables =
          "42P01".equals(failure.getSQLState()) || "42703".equals(failure.getSQLState());
      throw new StoreException(
          "POSTMAND_DATABASE_URL: "
              + said
              + (otherTables ? "; expected the tables of postmand 1.8" : ""),
          failure);
    }
  }

  private static void readAll(Connection connection, Consumer<PostmandWebhook> each)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setFetchSize(FETCHED);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          each.accept(read(row));
        }
      }
    }
  }

  private static PostmandWebhook read(ResultSet row) throws SQLException {
    return new PostmandWebhook(
        Objects.requireNonNull(row.getObject("id", UUID.class)),
        new Address(
            row.getString("name"),
            row.getString("url"),
            row.getString("content_type"),
            numbers(row.getArray("valid_status_codes"))),
        row.getString("secret_token"),
        row.getBoolean("active"),
        new Attempts(
            row.getInt("max_delivery_attempts"),
            row.getInt("delivery_attempt_timeout"),
            row.getInt("retry_min_backoff"),
            row.getInt("retry_max_backoff")),
        new Times(time(row, "created_at"), time(row, "updated_at")));
  }

  private static List<Integer> numbers(Array array) throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    if (array.getArray() instanceof Object[] values) {
      for (Object value : values) {
        if (value instanceof Number number) {
          numbers.add(number.intValue());
        }
      }
    }
    return numbers;
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class)).toInstant();
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "PostmandWebhook[" + id + "]";
  }
}
