package dev.interlock.host.delivery.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/// A PostgreSQL statement whose parameters are arrays, set one after another. It is planned anew
/// each time: a plan made for small tables must not serve large ones, and a batch pays for it.
final class Arrays implements AutoCloseable {

  private final Connection connection;
  private final PreparedStatement statement;
  private final List<Array> arrays = new ArrayList<>();
  private int next = 1;

  Arrays(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    this.statement = connection.prepareStatement(sql);
    statement.unwrap(PGStatement.class).setPrepareThreshold(0);
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
