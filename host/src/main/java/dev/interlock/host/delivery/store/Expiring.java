package dev.interlock.host.delivery.store;

import dev.interlock.api.store.Store;
import dev.interlock.host.delivery.DeliveryStore.Expired;
import dev.interlock.host.delivery.DeliveryStore.Expiry;
import dev.interlock.host.delivery.store.OverduePages.Overdue;
import dev.interlock.host.delivery.store.OverduePages.Page;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Ends open deliveries whose time is over, without a lease. They are looked for outside of any
/// transaction that writes; one ends only where it still is open, over and in nobody's charge, so
/// many hosts may go through the same target, and each delivery ends once. Thread-safe.
final class Expiring {

  private static final String EXPIRE =
      """
      UPDATE interlock_delivery_progress
      SET state = 6, updated_at = ?, leased_until = 0, leased_by = NULL
      WHERE number = ? AND state < 2 AND leased_until <= ? AND expires_at <= ?
      """;

  private static final String TOLD =
      """
      SELECT d.id, p.attempts, d.event, d.hook, d.depth, d.traceparent, d.event_at
      FROM interlock_delivery_progress p JOIN interlock_delivery d ON d.number = p.number
      """;

  private final Store store;
  private final Dialect dialect;
  private final OverduePages pages = new OverduePages();

  Expiring(Store store, Dialect dialect) {
    this.store = store;
    this.dialect = dialect;
  }

  Expiry expire(int target, int size) {
    Page page =
        store.read(connection -> pages.next(connection, target, size, dialect.now(connection)));
    List<Expired> ended =
        page.overdue().isEmpty()
            ? List.of()
            : store.write(connection -> expire(connection, target, page.overdue()));
    return new Expiry(ended, !page.last());
  }

  private List<Expired> expire(Connection connection, int target, List<Overdue> overdue)
      throws SQLException {
    SortedSet<Key> keys = new TreeSet<>();
    for (Overdue each : overdue) {
      String key = each.key();
      if (key != null) {
        keys.add(new Key(target, key));
      }
    }
    dialect.lock(connection, keys);
    List<Long> ended = update(connection, overdue);
    dialect.addOpen(connection, Map.of(target, -ended.size()));
    dialect.activate(connection, keys);
    return ended.isEmpty() ? List.of() : told(connection, ended);
  }

  /// By number, so that those who end the same ones don't wait for each other in a circle.
  private List<Long> update(Connection connection, List<Overdue> overdue) throws SQLException {
    long now = dialect.now(connection);
    List<Long> numbers =
        overdue.stream().map(Overdue::number).sorted(Comparator.naturalOrder()).toList();
    List<Long> ended = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(EXPIRE)) {
      for (long number : numbers) {
        statement.setLong(1, now);
        statement.setLong(2, number);
        statement.setLong(3, now);
        statement.setLong(4, now);
        statement.addBatch();
      }
      int[] counts = statement.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] == 1) {
          ended.add(numbers.get(i));
        }
      }
    }
    return ended;
  }

  private List<Expired> told(Connection connection, List<Long> ended) throws SQLException {
    String among = ended.stream().map(String::valueOf).collect(Collectors.joining(","));
    List<Expired> told = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                TOLD + " WHERE p.number IN (" + among + ") ORDER BY p.number");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        told.add(new Expired(dialect.uuid(row, 1), Origins.read(row, 3), row.getInt(2)));
      }
    }
    return told;
  }
}
