package dev.interlock.assembly;

import dev.interlock.testkit.PostgresServer;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/// A database as postmand 1.8 leaves it when it is stopped.
final class PostmandDatabase {

  /// Every connection is let in: what it says as its password doesn't matter there.
  static final String PASSWORD = "never-to-be-seen";

  static final int FINISHED = 1203;

  static final UUID SENDING = UUID.fromString("11111111-0000-4000-8000-000000000001");
  static final UUID REFUSED = UUID.fromString("11111111-0000-4000-8000-000000000002");
  static final UUID ODD = UUID.fromString("11111111-0000-4000-8000-000000000003");
  static final UUID DUE = UUID.fromString("22222222-0000-4000-8000-000000000001");
  static final UUID LATER = UUID.fromString("22222222-0000-4000-8000-000000000002");
  static final UUID FAILED = UUID.fromString("22222222-0000-4000-8000-000000000003");
  static final UUID FIRST_TRY = UUID.fromString("33333333-0000-4000-8000-000000000001");
  static final UUID SECOND_TRY = UUID.fromString("33333333-0000-4000-8000-000000000002");

  private static final String SCHEMA =
      """
      CREATE TABLE webhooks (
        id uuid PRIMARY KEY, name varchar NOT NULL, url varchar NOT NULL,
        content_type varchar NOT NULL, valid_status_codes smallint[] NOT NULL,
        secret_token varchar NOT NULL, active boolean NOT NULL,
        max_delivery_attempts smallint NOT NULL, delivery_attempt_timeout smallint NOT NULL,
        retry_min_backoff smallint NOT NULL, retry_max_backoff smallint NOT NULL,
        created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
      CREATE TABLE deliveries (
        id uuid PRIMARY KEY, webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
        payload text NOT NULL, scheduled_at timestamptz NOT NULL,
        delivery_attempts smallint NOT NULL, status varchar NOT NULL,
        created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
      CREATE TABLE delivery_attempts (
        id uuid PRIMARY KEY, webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
        delivery_id uuid NOT NULL REFERENCES deliveries ON DELETE CASCADE,
        raw_request text NOT NULL, raw_response text NOT NULL,
        response_status_code smallint NOT NULL, execution_duration smallint NOT NULL,
        success boolean NOT NULL, error text NOT NULL, created_at timestamptz NOT NULL);
      """;

  private final String jdbc;

  private PostmandDatabase(String jdbc) {
    this.jdbc = jdbc;
  }

  /// @param receiver of the webhook whose deliveries wait
  static PostmandDatabase filled(URI receiver) throws SQLException {
    PostmandDatabase made = new PostmandDatabase(PostgresServer.shared().newDatabase());
    try (Connection connection = DriverManager.getConnection(made.jdbc)) {
      execute(connection, SCHEMA);
      webhook(connection, SENDING, "Sending", receiver.toString());
      webhook(connection, REFUSED, "Refused", "http://10.0.3.7/in");
      webhook(connection, ODD, "Odd", "example.com/a b");
      delivery(connection, DUE, "pending", 1, "2026-01-02 03:04:05.000006+00");
      delivery(connection, LATER, "pending", 0, "2126-01-02 03:04:05.000006+00");
      delivery(connection, FAILED, "failed", 2, "2026-01-02 03:04:05.000006+00");
      attempt(connection, FIRST_TRY, 0, "timed out", "1 hour");
      attempt(connection, SECOND_TRY, 500, "", "30 minutes");
      execute(
          connection,
          "INSERT INTO deliveries SELECT gen_random_uuid(), '"
              + SENDING
              + "', 'text ' || n, now(), 1, 'succeeded', now() - interval '1 day'"
              + " + n * interval '1 ms', now() - interval '1 hour' FROM generate_series(1, "
              + FINISHED
              + ") n;"
              + " INSERT INTO delivery_attempts SELECT gen_random_uuid(), webhook_id, id,"
              + " 'POST / HTTP/1.1', 'HTTP/1.1 200 OK', 200, 12, true, '', updated_at"
              + " FROM deliveries WHERE status = 'succeeded'");
    }
    return made;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void webhook(Connection connection, UUID id, String name, String url)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO webhooks VALUES (?, ?, ?, 'application/json', '{200,201}', 'open sesame',"
                + " true, 5, 3, 10, 60, '2025-12-31 01:02:03.000004+00',"
                + " '2026-01-01 01:02:03.000004+00')")) {
      insert.setObject(1, id);
      insert.setString(2, name);
      insert.setString(3, url);
      insert.executeUpdate();
    }
  }

  private static void delivery(
      Connection connection, UUID id, String status, int attempts, String scheduled)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO deliveries VALUES (?, ?, ?, ?::timestamptz, ?, ?,"
                + " now() - interval '2 hours', now() - interval '1 hour')")) {
      insert.setObject(1, id);
      insert.setObject(2, SENDING);
      insert.setString(3, "{\"of\":\"" + id + " ü\"}");
      insert.setString(4, scheduled);
      insert.setInt(5, attempts);
      insert.setString(6, status);
      insert.executeUpdate();
    }
  }

  private static void attempt(Connection connection, UUID id, int status, String error, String ago)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO delivery_attempts VALUES (?, ?, ?, 'sent', 'received', ?, 345, false, ?,"
                + " now() - ?::interval)")) {
      insert.setObject(1, id);
      insert.setObject(2, SENDING);
      insert.setObject(3, FAILED);
      insert.setInt(4, status);
      insert.setString(5, error);
      insert.setString(6, ago);
      insert.executeUpdate();
    }
  }

  /// As postmand is told of it.
  String url() {
    return jdbc.replace("jdbc:postgresql://", "postgres://postgres:" + PASSWORD + "@")
        .replace("?user=postgres", "?sslmode=disable");
  }
}
