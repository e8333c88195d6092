package dev.interlock.webhooks.registered.store;

import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.RegisteredWebhook.Attempts;
import dev.interlock.webhooks.registered.RegisteredWebhook.SealedSecrets;
import dev.interlock.webhooks.registered.RegisteredWebhook.Terms;
import dev.interlock.webhooks.registered.RegisteredWebhook.Times;
import java.net.URI;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// A row of `webhooks_registered`.
final class RegisteredRow {

  /// In the order of `write`.
  static final List<String> COLUMNS =
      List.of(
          "name",
          "url",
          "content_type",
          "valid_status_codes",
          "secret_sealed",
          "previous_secret_sealed",
          "previous_secret_until",
          "return_secret",
          "active",
          "ordered",
          "max_delivery_attempts",
          "delivery_attempt_timeout",
          "retry_min_backoff",
          "retry_max_backoff",
          "created_at",
          "updated_at",
          "revision",
          "id");

  private RegisteredRow() {}

  static void write(PreparedStatement statement, RegisteredWebhook webhook, long revision)
      throws SQLException {
    Terms terms = webhook.terms();
    Attempts attempts = terms.attempts();
    SealedSecrets secrets = webhook.secrets();
    int i = 0;
    statement.setString(++i, terms.name());
    statement.setString(++i, terms.url().toString());
    statement.setString(++i, terms.contentType());
    statement.setString(
        ++i, terms.successes().stream().map(String::valueOf).collect(Collectors.joining(",")));
    statement.setString(++i, secrets.current());
    statement.setString(++i, secrets.previous());
    statement.setObject(++i, Micros.ofNullable(secrets.previousUntil()), Types.BIGINT);
    statement.setInt(++i, terms.returnSecret() ? 1 : 0);
    statement.setInt(++i, terms.active() ? 1 : 0);
    statement.setInt(++i, terms.ordered() ? 1 : 0);
    statement.setInt(++i, attempts.most());
    statement.setInt(++i, attempts.timeout());
    statement.setInt(++i, attempts.minBackoff());
    statement.setInt(++i, attempts.maxBackoff());
    statement.setLong(++i, Micros.of(webhook.times().createdAt()));
    statement.setLong(++i, Micros.of(webhook.times().updatedAt()));
    statement.setLong(++i, revision);
    statement.setString(++i, webhook.id().toString());
  }

  static RegisteredWebhook read(ResultSet row) throws SQLException {
    long until = row.getLong("previous_secret_until");
    boolean rotated = !row.wasNull();
    return new RegisteredWebhook(
        UUID.fromString(row.getString("id")),
        new Terms(
            row.getString("name"),
            URI.create(row.getString("url")),
            row.getString("content_type"),
            Arrays.stream(row.getString("valid_status_codes").split(","))
                .map(Integer::valueOf)
                .toList(),
            row.getInt("active") == 1,
            row.getInt("ordered") == 1,
            row.getInt("return_secret") == 1,
            new Attempts(
                row.getInt("max_delivery_attempts"),
                row.getInt("delivery_attempt_timeout"),
                row.getInt("retry_min_backoff"),
                row.getInt("retry_max_backoff"))),
        new SealedSecrets(
            row.getString("secret_sealed"),
            row.getString("previous_secret_sealed"),
            rotated ? Micros.time(until) : null),
        new Times(Micros.time(row.getLong("created_at")), Micros.time(row.getLong("updated_at"))),
        row.getLong("revision"));
  }
}
