package dev.interlock.host.delivery.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What operators do to deliveries. The keys are locked before the deliveries, as everywhere.
final class Interventions {

  private static final String SUBJECT =
      """
      SELECT p.number, p.target, p.order_key, p.state, p.leased_until
      FROM interlock_delivery_progress p JOIN interlock_delivery d ON d.number = p.number
      """;

  private static final String RETRY =
      """
      UPDATE interlock_delivery_progress
      SET state = ?, due_at = ?, updated_at = ?,
        expires_at = ? + (
          SELECT expire FROM interlock_delivery WHERE interlock_delivery.number = interlock_delivery_progress.number),
        attempts_before = attempts_before + attempts, attempts = 0, first_attempt_at = NULL,
        leased_until = 0, leased_by = NULL, epoch = epoch + 1
      WHERE number = ?
      """;

  /// Behind what is in its key.
  private static final String POSITION =
      """
      SELECT max(position) FROM interlock_delivery_progress
      WHERE target = ? AND order_key = ? AND order_key IS NOT NULL AND state IN (0, 1, 5)
      """;

  /// A delivery that this transaction has to itself, with its key.
  record Subject(long number, int target, @Nullable String orderKey, int state, long leasedUntil) {

    /// Until when an attempt of it, or of its key, may be on the wire; 0 where none is.
    long wire(long now) {
      return state == States.PENDING && leasedUntil > now ? leasedUntil : 0;
    }

    Set<Key> keys() {
      return orderKey == null ? Set.of() : Set.of(new Key(target, orderKey));
    }
  }

  private final Dialect dialect;
  private final Connection connection;

  Interventions(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /// Null where there is none.
  @Nullable Subject lock(Condition condition) throws SQLException {
    List<Subject> found = select(condition, "");
    return found.isEmpty()
        ? null
        : lockAll(List.of(found.getFirst().number())).stream().findFirst().orElse(null);
  }

  List<Subject> lockAll(List<Long> numbers) throws SQLException {
    Condition condition =
        new Condition()
            .and(
                "p.number IN ("
                    + String.join(",", numbers.stream().map(String::valueOf).toList())
                    + ")");
    SortedSet<Key> keys = new TreeSet<>();
    select(condition, "").forEach(subject -> keys.addAll(subject.keys()));
    dialect.lock(connection, keys);
    String lock = dialect.forUpdate();
    return select(condition, " ORDER BY p.number" + (lock.isEmpty() ? "" : lock + " OF p"));
  }

  private List<Subject> select(Condition condition, String end) throws SQLException {
    List<Subject> subjects = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(SUBJECT + condition.where() + end)) {
      condition.set(statement, 1);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          subjects.add(
              new Subject(
                  row.getLong(1), row.getInt(2), row.getString(3), row.getInt(4), row.getLong(5)));
        }
      }
    }
    return subjects;
  }

  /// One that is on its way, or blocked, stays where it is: it is being tried, or waits its turn.
  boolean retry(Subject subject) throws SQLException {
    long now = dialect.now(connection);
    if (subject.wire(now) > 0) {
      return true;
    }
    boolean staysInKey = States.isOpen(subject.state()) || subject.state() == States.HELD;
    if (subject.orderKey() == null || staysInKey) {
      int next = subject.state() == States.BLOCKED ? States.BLOCKED : States.PENDING;
      begin(subject, next, now);
    } else {
      enterAtTheEnd(subject, new Key(subject.target(), subject.orderKey()), now);
    }
    if (!States.isOpen(subject.state())) {
      dialect.addOpen(connection, Map.of(subject.target(), 1));
    }
    return true;
  }

  private void begin(Subject subject, int state, long now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RETRY)) {
      statement.setInt(1, state);
      statement.setLong(2, now);
      statement.setLong(3, now);
      statement.setLong(4, now);
      statement.setLong(5, subject.number());
      statement.executeUpdate();
    }
  }

  private void enterAtTheEnd(Subject subject, Key key, long now) throws SQLException {
    long position = 1;
    boolean alone = true;
    try (PreparedStatement statement = connection.prepareStatement(POSITION)) {
      statement.setInt(1, key.target());
      statement.setString(2, key.name());
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          position = row.getLong(1) + 1;
          alone = row.wasNull();
        }
      }
    }
    update(
        "UPDATE interlock_delivery_progress SET position = ? WHERE number = ?", position, subject);
    begin(subject, alone ? States.PENDING : States.BLOCKED, now);
  }

  private void update(String sql, long value, Subject subject) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, value);
      statement.setLong(2, subject.number());
      statement.executeUpdate();
    }
  }

  boolean cancel(Subject subject) throws SQLException {
    if (!States.isOpen(subject.state()) && subject.state() != States.HELD) {
      return false;
    }
    update(
        """
        UPDATE interlock_delivery_progress
        SET state = 7, updated_at = ?, leased_until = 0, leased_by = NULL WHERE number = ?
        """,
        dialect.now(connection),
        subject);
    left(subject);
    return true;
  }

  boolean delete(Subject subject) throws SQLException {
    Deleting.delete(connection, List.of(subject.number()));
    left(subject);
    return true;
  }

  /// It is not open any more, if it was; its key goes on.
  private void left(Subject subject) throws SQLException {
    if (States.isOpen(subject.state())) {
      dialect.addOpen(connection, Map.of(subject.target(), -1));
    }
    dialect.activate(connection, subject.keys());
    long wire = subject.wire(dialect.now(connection));
    if (wire > 0) {
      Wire.hold(connection, subject.keys(), wire);
    }
  }
}
