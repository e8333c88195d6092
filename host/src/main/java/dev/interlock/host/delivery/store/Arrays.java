package dev.interlock.host.delivery.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

/// A PostgreSQL statement whose parameters are arrays, set one after another. Each connection keeps
/// its plan for a second: one made for small tables must not serve large ones.
final class Arrays implements AutoCloseable {

  private static final long PLANS_KEPT = Duration.ofSeconds(1).toNanos();

  /// By connections to servers, as long as those are open.
  private static final Map<PGConnection, Long> PLANNED_SINCE =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Connection connection;
  private final PreparedStatement statement;
  private final List<Array> arrays = new ArrayList<>();
  private int next = 1;

  Arrays(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    forgetOldPlans(connection);
    this.statement = connection.prepareStatement(sql);
    PGStatement known = statement.unwrap(PGStatement.class);
    if (known.getPrepareThreshold() > 0) { // else behind a pooler, where nothing stays prepared
      known.setPrepareThreshold(1);
    }
  }

  private static void forgetOldPlans(Connection connection) throws SQLException {
    long now = System.nanoTime();
    PGConnection server = connection.unwrap(PGConnection.class);
    Long since = PLANNED_SINCE.putIfAbsent(server, now);
    if (since != null && now - since > PLANS_KEPT) {
      try (Statement forget = connection.createStatement()) {
        forget.execute("DISCARD PLANS");
      }
      PLANNED_SINCE.put(server, now);
    }
  }

  PreparedStatement statement() {
    return statement;
  }

  void ints(Stream<? extends @Nullable Integer> values) throws SQLException {
    array("int4", values.toArray(Integer[]::new));
  }

  void longs(Stream<? extends @Nullable Long> values) throws SQLException {
    array("int8", values.toArray(Long[]::new));
  }

  void texts(Stream<? extends @Nullable String> values) throws SQLException {
    array("text", values.toArray(String[]::new));
  }

  void booleans(Stream<Boolean> values) throws SQLException {
    array("bool", values.toArray(Boolean[]::new));
  }

  void bytes(Stream<byte[]> values) throws SQLException {
    array("bytea", values.toArray(byte[][]::new));
  }

  void text(String value) throws SQLException {
    statement.setString(next++, value);
  }

  private void array(String type, @Nullable Object[] values) throws SQLException {
    Array array = connection.createArrayOf(type, values);
    arrays.add(array);
    statement.setArray(next++, array);
  }

  @Override
  public void close() throws SQLException {
    for (Array array : arrays) {
      array.free();
    }
    statement.close();
  }
}
