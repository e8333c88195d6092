package dev.interlock.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

  @Test
  void keepsWhatWasCommittedWhenItIsKilled() throws SQLException {
    try (PostgresServer server = PostgresServer.durable()) {
      String url = server.newDatabase();
      assertThat(value(url, "SHOW fsync")).isEqualTo("on");
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
      }
      long pid = server.pid();
      server.kill();
      assertThat(ProcessHandle.of(pid)).isEmpty();
      assertThatThrownBy(() -> value(url, "SELECT 1")).isInstanceOf(SQLException.class);

      server.restart();

      assertThat(server.pid()).isNotEqualTo(pid);
      assertThat(value(url, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  private static String value(String url, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
