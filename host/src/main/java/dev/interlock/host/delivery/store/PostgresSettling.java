package dev.interlock.host.delivery.store;

import dev.interlock.host.delivery.DeliveryStore.Made;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Records a batch of results in PostgreSQL, in one statement.
final class PostgresSettling {

  static final String SETTLE =
      """
      WITH now AS MATERIALIZED (SELECT %s AS at),
      results AS MATERIALIZED (
        SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::int[], ?::bigint[], ?::bool[])
        AS r (number, epoch, state, delay, made)),
      settled AS (
        UPDATE interlock_delivery_progress p
        SET state = r.state, due_at = CASE WHEN r.delay < 0 THEN p.due_at ELSE now.at + r.delay END,
          updated_at = now.at, leased_until = 0, leased_by = NULL,
          attempts = p.attempts - CASE WHEN r.made THEN 0 ELSE 1 END,
          first_attempt_at =
            CASE WHEN r.made OR p.attempts > 1 THEN p.first_attempt_at ELSE NULL END
        FROM now CROSS JOIN results r
        WHERE p.number = r.number AND p.number = ANY (?::bigint[])
          AND p.epoch = r.epoch AND p.state = 1 AND p.leased_until > 0
        RETURNING p.number, p.target, p.state),
      attempts AS (
        INSERT INTO interlock_delivery_attempt (
          delivery, target, attempt, at, took, status, succeeded, error, request, response)
        SELECT p.number, p.target, p.attempts_before + m.attempt, now.at - m.took, m.took,
          m.status, m.succeeded, m.error, m.request, m.response
        FROM now CROSS JOIN unnest(
          ?::bigint[], ?::int[], ?::bigint[], ?::int[], ?::bool[], ?::text[], ?::text[],
          ?::text[])
        AS m (number, attempt, took, status, succeeded, error, request, response)
        JOIN interlock_delivery_progress p ON p.number = m.number
        WHERE p.number = ANY (?::bigint[])),
      finished AS (
        INSERT INTO interlock_delivery_open (target, change)
        SELECT target, -count(*) FROM settled WHERE state > 1 GROUP BY target)
      SELECT number FROM settled
      """
          .formatted(PostgresDialect.NOW);

  private PostgresSettling() {}

  static Set<Long> settle(Connection connection, List<Outcome> outcomes) throws SQLException {
    Set<Long> counted = new HashSet<>();
    try (Arrays arrays = new Arrays(connection, SETTLE)) {
      set(arrays, outcomes);
      try (ResultSet row = arrays.statement().executeQuery()) {
        while (row.next()) {
          counted.add(row.getLong(1));
        }
      }
    }
    return counted;
  }

  static void set(Arrays arrays, List<Outcome> outcomes) throws SQLException {
    arrays.longs(outcomes.stream().map(Outcome::number));
    arrays.longs(outcomes.stream().map(Outcome::epoch));
    arrays.ints(outcomes.stream().map(Outcome::state));
    arrays.longs(outcomes.stream().map(Outcome::delay));
    arrays.booleans(outcomes.stream().map(each -> each.made() != null));
    arrays.longs(outcomes.stream().map(Outcome::number));
    setAttempts(arrays, outcomes.stream().filter(each -> each.made() != null).toList());
  }

  private static void setAttempts(Arrays arrays, List<Outcome> made) throws SQLException {
    arrays.longs(made.stream().map(Outcome::number));
    arrays.ints(made.stream().map(Outcome::attempt));
    arrays.longs(of(made, attempt -> Micros.of(attempt.took())));
    arrays.ints(of(made, attempt -> attempt.report().status()));
    arrays.booleans(of(made, Made::succeeded));
    arrays.texts(of(made, attempt -> Texts.clean(attempt.report().error())));
    arrays.texts(of(made, attempt -> Texts.clean(attempt.report().request())));
    arrays.texts(of(made, attempt -> Texts.clean(attempt.report().response())));
    arrays.longs(made.stream().map(Outcome::number));
  }

  private static <T> Stream<T> of(List<Outcome> made, Function<Made, T> value) {
    return made.stream().map(each -> value.apply(Objects.requireNonNull(each.made())));
  }
}
