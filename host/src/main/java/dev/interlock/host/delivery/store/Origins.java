package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.DeliveryOrigin;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Reads the event behind a delivery.
final class Origins {

  private Origins() {}

  /// From `event`, `hook`, `depth`, `traceparent`, `event_at`, from column `first` on.
  static @Nullable DeliveryOrigin read(ResultSet row, int first) throws SQLException {
    String event = row.getString(first);
    if (event == null) {
      return null;
    }
    return new DeliveryOrigin(
        event,
        row.getString(first + 1),
        row.getInt(first + 2),
        row.getString(first + 3),
        Micros.instant(row.getLong(first + 4)));
  }
}
