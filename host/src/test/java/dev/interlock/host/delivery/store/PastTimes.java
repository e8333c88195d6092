package dev.interlock.host.delivery.store;

import dev.interlock.api.store.Store;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/// Moves all that has happened further into the past: the database's clock can't be moved forward.
final class PastTimes {

  private static final List<String> UPDATES =
      List.of(
          """
          UPDATE interlock_delivery_progress SET due_at = due_at - D, expires_at = expires_at - D,
            created_at = created_at - D, updated_at = updated_at - D,
            leased_until = leased_until - CASE WHEN leased_until > 0 THEN D ELSE 0 END,
            first_attempt_at = first_attempt_at - D
          """,
          "UPDATE interlock_delivery_attempt SET at = at - D",
          "UPDATE interlock_delivery_rate SET at = at - D",
          "UPDATE interlock_delivery_host SET seen_at = seen_at - D",
          "UPDATE interlock_delivery_key SET used_at = used_at - D");

  private PastTimes() {}

  static void shift(Store store, Duration duration) {
    store.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String update : UPDATES) {
              statement.execute(update.replace(" D", " " + duration.toNanos() / 1000));
            }
          }
          return null;
        });
  }
}
