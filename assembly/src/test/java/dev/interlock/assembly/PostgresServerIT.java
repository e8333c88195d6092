package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {

  @TempDir private Path folder;

  @Test
  void comesBackWithWhatWasCommitted() throws Exception {
    try (PostgresServer server = PostgresServer.start(folder)) {
      assertThat(server.query("SHOW fsync")).isEqualTo("on");
      try (Connection connection = server.connect();
          var statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t (x int)");
        statement.execute("INSERT INTO t VALUES (7)");
        server.kill();
        assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (8)"))
            .isInstanceOf(SQLException.class);
      }
      assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);

      server.restart();
      assertThat(server.query("SELECT sum(x) FROM t")).isEqualTo("7");
    }
  }
}
