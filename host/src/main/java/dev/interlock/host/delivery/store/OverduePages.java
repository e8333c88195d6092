package dev.interlock.host.delivery.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Looks through the open deliveries of targets for those whose time is over, a page for each call,
/// going on where the last one ended: blocked ones, then the pending ones that they wait for, by
/// the indexes that there are. Thread-safe.
final class OverduePages {

  static final String BLOCKED =
      """
      SELECT number, number, expires_at, leased_until, order_key FROM interlock_delivery_progress
      WHERE target = ? AND state = 0 AND number > ? ORDER BY number LIMIT ?
      """;

  static final String PENDING =
      """
      SELECT number, due_at, expires_at, leased_until, order_key FROM interlock_delivery_progress
      WHERE target = ? AND state = 1 AND (due_at, number) > (?, ?)
      ORDER BY due_at, number LIMIT ?
      """;

  /// @param at what the rows are in the order of, for the last one seen
  private record Place(boolean pending, long at, long number) {
    static final Place START = new Place(false, Long.MIN_VALUE, Long.MIN_VALUE);
  }

  record Overdue(long number, @Nullable String key) {}

  /// @param last whether the next page is the first again
  record Page(List<Overdue> overdue, boolean last) {}

  private final Map<Integer, Place> places = new ConcurrentHashMap<>();

  Page next(Connection connection, int target, int size, long now) throws SQLException {
    Place place = places.getOrDefault(target, Place.START);
    List<Overdue> overdue = new ArrayList<>();
    int seen = 0;
    Place next = place;
    try (PreparedStatement statement =
        connection.prepareStatement(place.pending ? PENDING : BLOCKED)) {
      int index = 1;
      statement.setInt(index++, target);
      statement.setLong(index++, place.at);
      if (place.pending) {
        statement.setLong(index++, place.number);
      }
      statement.setInt(index, size);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          seen++;
          next = new Place(place.pending, row.getLong(2), row.getLong(1));
          if (row.getLong(3) <= now && row.getLong(4) <= now) {
            overdue.add(new Overdue(row.getLong(1), row.getString(5)));
          }
        }
      }
    }
    boolean last = seen < size && place.pending;
    if (last) {
      places.remove(target);
    } else {
      places.put(target, seen < size ? new Place(true, Long.MIN_VALUE, Long.MIN_VALUE) : next);
    }
    return new Page(overdue, last);
  }
}
