package dev.interlock.host.delivery.store;

import dev.interlock.host.delivery.DeliveryStore.Admission;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// PostgreSQL, shared by any number of hosts, in READ COMMITTED. Time is the database's. A batch is
/// one statement that takes its rows as arrays.
final class PostgresDialect implements Dialect {

  /// Microseconds since the epoch, as they pass within a transaction.
  static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

  private static final String LOCK =
      """
      INSERT INTO interlock_delivery_key (target, order_key, used_at)
      SELECT target, order_key, %s FROM unnest(?::int[], ?::text[]) AS k (target, order_key)
      ON CONFLICT (target, order_key) DO UPDATE SET used_at = excluded.used_at
      """
          .formatted(NOW);

  private static final String ACTIVATE =
      """
      UPDATE interlock_delivery_progress p SET state = 1
      WHERE p.state = 0 AND p.number = ANY (ARRAY(
        SELECT first.number FROM unnest(?::int[], ?::text[]) AS k (target, order_key)
        CROSS JOIN LATERAL (
          SELECT number FROM interlock_delivery_progress
          WHERE target = k.target AND order_key = k.order_key
            AND order_key IS NOT NULL AND state IN (0, 1, 5)
          ORDER BY position LIMIT 1) first))
      """;

  private static final String COMPACT =
      """
      WITH gone AS (
        DELETE FROM interlock_delivery_open WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM interlock_delivery_open FOR UPDATE SKIP LOCKED LIMIT 20000))
        RETURNING target, change)
      INSERT INTO interlock_delivery_open (target, change)
      SELECT target, sum(change) FROM gone GROUP BY target HAVING sum(change) <> 0
      """;

  private static final String ADMIT =
      """
      INSERT INTO interlock_delivery_policy AS p (target, expire, max_backlog, order_key)
      SELECT * FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::text[])
      ON CONFLICT (target) DO UPDATE SET expire = excluded.expire,
        max_backlog = excluded.max_backlog, order_key = excluded.order_key
      WHERE (p.expire, p.max_backlog, p.order_key)
        IS DISTINCT FROM (excluded.expire, excluded.max_backlog, excluded.order_key)
      """;

  /// Where the key is used again meanwhile, its row has changed, and stays.
  private static final String CLEAN_KEYS =
      """
      DELETE FROM interlock_delivery_key k WHERE (k.target, k.order_key) IN (
        SELECT target, order_key FROM interlock_delivery_key u
        WHERE u.used_at < ? AND NOT EXISTS (
          SELECT 1 FROM interlock_delivery_progress p
          WHERE p.target = u.target AND p.order_key = u.order_key
            AND p.order_key IS NOT NULL AND p.state IN (0, 1, 5))
        LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  @Override
  public long now(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT " + NOW);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void setUuid(PreparedStatement statement, int index, UUID id) throws SQLException {
    statement.setObject(index, id);
  }

  @Override
  public UUID uuid(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getObject(column, UUID.class));
  }

  @Override
  public @Nullable UUID nullableUuid(ResultSet row, int column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  @Override
  public String forUpdate() {
    return " FOR UPDATE";
  }

  @Override
  public List<Long> accept(Connection connection, List<Arrival> arrivals) throws SQLException {
    lock(connection, Arrival.keys(arrivals));
    return PostgresAccepting.accept(connection, arrivals);
  }

  @Override
  public List<LeasedRow> lease(Connection connection, String host, List<Wanted> wanted)
      throws SQLException {
    return PostgresLeasing.lease(this, connection, host, wanted);
  }

  @Override
  public Set<Long> settle(Connection connection, List<Outcome> outcomes) throws SQLException {
    Set<Key> freed = Outcome.freed(outcomes);
    lock(connection, freed);
    Set<Long> counted = PostgresSettling.settle(connection, outcomes);
    activate(connection, freed);
    Wire.release(connection, Outcome.uncounted(outcomes, counted));
    return counted;
  }

  @Override
  public void lock(Connection connection, Collection<Key> keys) throws SQLException {
    withKeys(connection, LOCK, keys);
  }

  @Override
  public void activate(Connection connection, Collection<Key> keys) throws SQLException {
    withKeys(connection, ACTIVATE, keys);
  }

  private static void withKeys(Connection connection, String sql, Collection<Key> keys)
      throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    try (Arrays arrays = new Arrays(connection, sql)) {
      List<Key> sorted = keys.stream().sorted().toList();
      arrays.ints(sorted.stream().map(Key::target));
      arrays.texts(sorted.stream().map(Key::name));
      arrays.statement().executeUpdate();
    }
  }

  @Override
  public void addOpen(Connection connection, Map<Integer, Integer> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO interlock_delivery_open (target, change) VALUES (?, ?)")) {
      for (Map.Entry<Integer, Integer> change : changes.entrySet()) {
        statement.setInt(1, change.getKey());
        statement.setInt(2, change.getValue());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  @Override
  public void announce(Connection connection, String payload) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      statement.setString(1, Wakes.CHANNEL);
      statement.setString(2, payload);
      statement.execute();
    }
  }

  @Override
  public void admit(Connection connection, List<Admission> admissions, Map<String, Integer> numbers)
      throws SQLException {
    List<Admission> sorted =
        admissions.stream()
            .sorted(Comparator.comparingInt(each -> Targets.lookUp(numbers, each.target())))
            .toList();
    try (Arrays arrays = new Arrays(connection, ADMIT)) {
      arrays.ints(sorted.stream().map(each -> Targets.lookUp(numbers, each.target())));
      arrays.longs(sorted.stream().map(each -> Micros.of(each.expire())));
      arrays.longs(sorted.stream().map(Admission::maxBacklog));
      arrays.texts(sorted.stream().<@Nullable String>map(Admission::orderKey));
      arrays.statement().executeUpdate();
    }
  }

  @Override
  public void compact(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COMPACT)) {
      statement.executeUpdate();
    }
  }

  @Override
  public void cleanKeys(Connection connection, long usedBefore, int most) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CLEAN_KEYS)) {
      statement.setLong(1, usedBefore);
      statement.setInt(2, most);
      statement.executeUpdate();
    }
  }
}
