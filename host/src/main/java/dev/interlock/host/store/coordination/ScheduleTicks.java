package dev.interlock.host.store.coordination;

import dev.interlock.api.store.Store;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;

/// Which host runs which tick of a schedule, where many share one PostgreSQL. A run that its host
/// doesn't renew counts as ended. Thread-safe.
public final class ScheduleTicks {

  /// How long a run counts as going on unless it is renewed.
  public static final Duration RENEWED_WITHIN = Duration.ofSeconds(30);

  private static final String UNTIL =
      "clock_timestamp() + interval '" + RENEWED_WITHIN.toSeconds() + " seconds'";

  private final Store store;
  private final String host;

  public ScheduleTicks(Store store, String host) {
    this.store = store;
    this.host = host;
  }

  /// True for one host only, and for none while the run of an earlier tick goes on.
  public boolean claim(String schedule, Instant tick) {
    return store.write(
        connection -> {
          try (PreparedStatement claim =
              connection.prepareStatement(
                  "insert into interlock_schedule_tick as s (schedule, tick, host, running_until)"
                      + " values (?, ?, ?, "
                      + UNTIL
                      + ") on conflict (schedule) do update set tick = excluded.tick,"
                      + " host = excluded.host, running_until = excluded.running_until"
                      + " where s.tick < excluded.tick and s.running_until < clock_timestamp()")) {
            claim.setString(1, schedule);
            claim.setLong(2, tick.toEpochMilli());
            claim.setString(3, host);
            return claim.executeUpdate() == 1;
          }
        });
  }

  /// The run goes on.
  public void renew(String schedule, Instant tick) {
    until(schedule, tick, UNTIL);
  }

  /// The run has ended.
  public void ended(String schedule, Instant tick) {
    until(schedule, tick, "clock_timestamp()");
  }

  private void until(String schedule, Instant tick, String time) {
    store.<Integer>write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update interlock_schedule_tick set running_until = "
                      + time
                      + " where schedule = ? and tick = ? and host = ?")) {
            update.setString(1, schedule);
            update.setLong(2, tick.toEpochMilli());
            update.setString(3, host);
            return update.executeUpdate();
          }
        });
  }
}
