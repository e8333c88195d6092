package dev.interlock.host.delivery.store;

import dev.interlock.api.store.Store;
import dev.interlock.host.store.HostStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes deliveries and attempts of an older system into the host's tables, with their ids, times
/// and states. An id that is there already changes nothing. Each batch is one transaction. Calls
/// block; thread-safe.
public final class Adoption {

  /// What waits there expires as little as it did: a hundred years.
  private static final long EXPIRE = Micros.of(Duration.ofDays(36_500));

  private static final String CONTENT =
      """
      INSERT INTO interlock_delivery (target, id, expire, body) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING RETURNING number
      """;

  private static final String PROGRESS =
      """
      INSERT INTO interlock_delivery_progress (
        number, target, state, due_at, expires_at, created_at, updated_at, attempts)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String ATTEMPT =
      """
      INSERT INTO interlock_delivery_attempt (
        delivery, target, attempt, at, took, status, succeeded, imported_id, error, request,
        response)
      SELECT number, target, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM interlock_delivery WHERE id = ?
      ON CONFLICT DO NOTHING
      """;

  private final Store store;
  private final Dialect dialect;
  private final Targets targets;

  private Adoption(Store store, Dialect dialect) {
    this.store = store;
    this.dialect = dialect;
    this.targets = new Targets(store);
  }

  /// @param clock where the database has none of its own
  public static Adoption into(HostStore store, InstantSource clock) {
    return switch (store.dialect()) {
      case SQLITE -> new Adoption(store.own(), new SqliteDialect(clock));
      case POSTGRESQL -> new Adoption(store.own(), new PostgresDialect());
    };
  }

  /// Gives how many were not there yet.
  public int deliveries(List<PastDelivery> batch) {
    Map<String, Integer> numbers =
        targets.numbers(batch.stream().map(PastDelivery::target).distinct().toList());
    return store.write(
        connection -> {
          int adopted = 0;
          Map<Integer, Integer> opened = new HashMap<>();
          try (PreparedStatement content = connection.prepareStatement(CONTENT);
              PreparedStatement progress = connection.prepareStatement(PROGRESS)) {
            for (PastDelivery delivery : batch) {
              int target = Targets.lookUp(numbers, delivery.target());
              if (adopt(content, progress, delivery, target)) {
                adopted++;
                if (States.isOpen(States.code(delivery.state()))) {
                  opened.merge(target, 1, Integer::sum);
                }
              }
            }
          }
          dialect.addOpen(connection, opened);
          return adopted;
        });
  }

  private boolean adopt(
      PreparedStatement content, PreparedStatement progress, PastDelivery delivery, int target)
      throws SQLException {
    content.setInt(1, target);
    dialect.setUuid(content, 2, delivery.id());
    content.setLong(3, EXPIRE);
    content.setBytes(4, delivery.body());
    long number;
    try (ResultSet row = content.executeQuery()) {
      if (!row.next()) {
        return false;
      }
      number = row.getLong(1);
    }
    PastDelivery.Times times = delivery.times();
    progress.setLong(1, number);
    progress.setInt(2, target);
    progress.setInt(3, States.code(delivery.state()));
    progress.setLong(4, Micros.of(times.dueAt()));
    progress.setLong(5, Micros.of(times.createdAt()) + EXPIRE);
    progress.setLong(6, Micros.of(times.createdAt()));
    progress.setLong(7, Micros.of(times.updatedAt()));
    progress.setInt(8, delivery.attempts());
    progress.executeUpdate();
    return true;
  }

  /// Gives how many were not there yet. An attempt whose delivery is not there is left out.
  public int attempts(List<PastAttempt> batch) {
    return store.write(connection -> insert(connection, batch));
  }

  private int insert(Connection connection, List<PastAttempt> batch) throws SQLException {
    int adopted = 0;
    try (PreparedStatement insert = connection.prepareStatement(ATTEMPT)) {
      for (PastAttempt attempt : batch) {
        insert.setInt(1, attempt.attempt());
        insert.setLong(2, Micros.of(attempt.at()));
        insert.setLong(3, Micros.of(attempt.took()));
        insert.setInt(4, attempt.report().status());
        insert.setBoolean(5, attempt.succeeded());
        dialect.setUuid(insert, 6, attempt.id());
        insert.setString(7, Texts.clean(attempt.report().error()));
        insert.setString(8, Texts.clean(attempt.report().request()));
        insert.setString(9, Texts.clean(attempt.report().response()));
        dialect.setUuid(insert, 10, attempt.delivery());
        adopted += insert.executeUpdate();
      }
    }
    return adopted;
  }
}
