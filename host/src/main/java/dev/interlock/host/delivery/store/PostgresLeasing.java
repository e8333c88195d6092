package dev.interlock.host.delivery.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Leases from PostgreSQL: one statement for all demands.
final class PostgresLeasing {

  /// The numbers of what is to be leased are passed on as an array: so, whatever the planner
  /// guesses about limits that it doesn't know, it goes to the rows by their numbers.
  static final String LEASE =
      """
      WITH now AS MATERIALIZED (SELECT %s AS at),
      picked AS MATERIALIZED (
        SELECT now.at, w.lease, p.*
        FROM now
        CROSS JOIN unnest(?::int[], ?::int[], ?::bigint[]) AS w (target, most, lease)
        CROSS JOIN LATERAL (
          SELECT number, due_at, attempts, first_attempt_at, epoch
          FROM interlock_delivery_progress
          WHERE target = w.target AND state = 1 AND due_at <= now.at AND leased_until <= now.at
          ORDER BY due_at, number LIMIT w.most
          FOR UPDATE SKIP LOCKED) p),
      leased AS (
        UPDATE interlock_delivery_progress p
        SET leased_until = picked.at + picked.lease, leased_by = ?, epoch = p.epoch + 1,
          attempts = p.attempts + 1, first_attempt_at = coalesce(p.first_attempt_at, picked.at)
        FROM picked
        WHERE p.number = picked.number
          AND p.number = ANY (ARRAY(SELECT number FROM picked))
        RETURNING p.number, p.target, picked.attempts, picked.first_attempt_at, p.expires_at,
          p.order_key, picked.epoch, picked.at, picked.due_at)
      SELECT %s, leased.epoch, leased.at
      FROM leased JOIN interlock_delivery d ON d.number = leased.number
      ORDER BY leased.due_at, leased.number
      """
          .formatted(
              PostgresDialect.NOW,
              LeasedRow.PROGRESS.stream().map("leased."::concat).collect(Collectors.joining(", "))
                  + ", "
                  + LeasedRow.CONTENT.stream().map("d."::concat).collect(Collectors.joining(", ")));

  private PostgresLeasing() {}

  static List<LeasedRow> lease(
      Dialect dialect, Connection connection, String host, List<Wanted> wanted)
      throws SQLException {
    List<LeasedRow> leased = new ArrayList<>();
    try (Arrays arrays = new Arrays(connection, LEASE)) {
      set(arrays, host, wanted);
      try (ResultSet row = arrays.statement().executeQuery()) {
        while (row.next()) {
          leased.add(LeasedRow.read(dialect, row));
        }
      }
    }
    return leased;
  }

  static void set(Arrays arrays, String host, List<Wanted> wanted) throws SQLException {
    arrays.ints(wanted.stream().map(Wanted::target));
    arrays.ints(wanted.stream().map(Wanted::most));
    arrays.longs(wanted.stream().map(Wanted::lease));
    arrays.text(host);
  }
}
