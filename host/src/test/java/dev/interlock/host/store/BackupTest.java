package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.store.StoreException;
import dev.interlock.testkit.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {

  @TempDir private Path folder;

  private HostStore store() {
    return new HostStore(StoreSettings.DEFAULT, folder, Map.of());
  }

  @Test
  void isTheStateOfOneMomentThoughOthersWriteMeanwhile() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    try (HostStore store = store();
        HostStore commandLine = store();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      store.own().write(c -> run(c, "CREATE TABLE pair (id INTEGER PRIMARY KEY, half INTEGER)"));
      for (int i = 0; i < 4; i++) {
        threads.submit(
            () -> {
              while (!enough.get()) {
                store.own().write(BackupTest::insertPair);
                written.incrementAndGet();
              }
            });
      }
      await().until(() -> written.get() > 50);
      int before = written.get();
      commandLine.backup(folder.resolve("copy.db"));
      await().until(() -> written.get() > before + 10);
      enough.set(true);
      assertThat(commandLine.isOpen()).isFalse();
    }
    assertThat(value("PRAGMA integrity_check")).isEqualTo("ok");
    assertThat(Integer.parseInt(value("SELECT COUNT(*) FROM pair"))).isGreaterThan(100).isEven();
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("copy.db", "data");
    }
  }

  private static boolean run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  private static int insertPair(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO pair (half) VALUES (?)")) {
      for (int half = 1; half <= 2; half++) {
        insert.setInt(1, half);
        insert.executeUpdate();
      }
      return 2;
    }
  }

  private String value(String query) throws SQLException {
    try (Connection copy = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("copy.db"));
        Statement statement = copy.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void neverReplacesAFile() throws Exception {
    Path there = Files.writeString(folder.resolve("copy.db"), "precious");
    try (HostStore store = store()) {
      store.open();
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.backup(there))
          .withMessage(there + " is there already; nothing was written");
    }
    assertThat(there).hasContent("precious");
  }

  @Test
  void withoutAStoreThereIsNothingToCopy() {
    try (HostStore store = store()) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.backup(folder.resolve("copy.db")))
          .withMessageContaining("there is no store yet");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void ofAServerIsItsOwnToolsBusiness() {
    try (HostStore store = TestPostgres.store(PostgresServer.shared().newDatabase(), folder)) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.backup(folder.resolve("copy.db")))
          .withMessageContaining("pg_dump");
    }
  }
}
