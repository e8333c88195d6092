package dev.interlock.host.delivery.store;

import dev.interlock.api.store.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what is due in a SQLite file due in as long as it was, whatever becomes of the wall clock:
/// where that steps, the times of all that is open move with it, in the transaction in which this
/// host's clock does. Whoever opens the file ends the leases of its predecessor, and makes up for a
/// clock that was set back in between. Thread-safe.
final class SqliteTimes {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.delivery");

  /// What is less is no step.
  private static final Duration LEAST = Duration.ofSeconds(2);

  private static final String MOVE =
      """
      UPDATE interlock_delivery_progress
      SET due_at = due_at + ?1, expires_at = expires_at + ?1,
        first_attempt_at = first_attempt_at + ?1,
        leased_until = CASE WHEN leased_until = 0 THEN 0 ELSE leased_until + ?1 END
      WHERE state IN (0, 1, 5)
      """;

  private static final String END_LEASES =
      """
      UPDATE interlock_delivery_progress SET leased_until = 0, leased_by = NULL
      WHERE state = 1 AND leased_until > 0
      """;

  private static final String LAST =
      "SELECT coalesce(max(max(seen_at, coalesce(left_at, 0))), 0) FROM interlock_delivery_host";

  /// None was here later than now, so that nobody makes up for the same step again.
  private static final String SEEN =
      "UPDATE interlock_delivery_host SET seen_at = min(seen_at, ?1), left_at = min(left_at, ?1)";

  private final Store store;
  private final SteadyClock clock;
  private volatile boolean opened;

  SqliteTimes(Store store, SteadyClock clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Before anything else is done with the deliveries of the file. Later calls cost nothing.
  void open() {
    if (!opened) {
      takeOver();
    }
  }

  private synchronized void takeOver() {
    if (opened) {
      return;
    }
    long moved =
        store.write(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(END_LEASES);
              }
              long now = Micros.of(clock.instant());
              long back = now - last(connection);
              boolean stepped = back < -Micros.of(LEAST);
              if (stepped) {
                move(connection, back, now);
              }
              return stepped ? back : 0;
            });
    opened = true;
    if (moved != 0) {
      LOG.warn(
          "the clock is {} behind the last use of the store: what is due there moves with it",
          Micros.duration(-moved));
    }
  }

  private static long last(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LAST)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static void move(Connection connection, long by, long now) throws SQLException {
    execute(connection, MOVE, by);
    execute(connection, SEEN, now);
  }

  private static void execute(Connection connection, String sql, long value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, value);
      statement.executeUpdate();
    }
  }

  /// From time to time.
  synchronized void follow() {
    Duration step = clock.step();
    if (step.abs().compareTo(LEAST) < 0) {
      return;
    }
    Instant before = clock.begin();
    try {
      var _ =
          store.<Boolean>write(
              connection -> {
                // May run more than once, and what this writer does next must find both or neither.
                clock.begin(before.plus(step));
                move(connection, Micros.of(step), Micros.of(clock.instant()));
                return true;
              });
    } catch (RuntimeException failure) {
      clock.begin(before);
      throw failure;
    }
    LOG.warn("the clock was set by {}: what is due stays due in as long as before", step);
  }
}
