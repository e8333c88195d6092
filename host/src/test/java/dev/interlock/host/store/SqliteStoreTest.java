package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {

  @TempDir private Path folder;
  private HostStore store;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void open() {
    store = new HostStore(StoreSettings.DEFAULT, folder, Map.of());
    store.own().write(c -> run(c, "CREATE TABLE entry (id INTEGER PRIMARY KEY, text TEXT UNIQUE)"));
    store
        .own()
        .write(
            c ->
                run(
                    c,
                    "CREATE TABLE child (entry INTEGER REFERENCES entry (id)"
                        + " DEFERRABLE INITIALLY DEFERRED)"));
  }

  @AfterEach
  void close() {
    store.close();
    threads.close();
  }

  static boolean run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  static int insert(Connection connection, String text) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO entry (text) VALUES (?)")) {
      statement.setString(1, text);
      return statement.executeUpdate();
    }
  }

  private List<String> texts() {
    return store.own().read(SqliteStoreTest::texts);
  }

  static List<String> texts(Connection connection) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT text FROM entry ORDER BY text");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  /// Holds the writer, hands it `units` meanwhile, so that they make one group, and lets it go.
  private List<Future<Integer>> inOneGroup(List<dev.interlock.api.store.StoreWork<Integer>> units)
      throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    Future<Integer> first =
        threads.submit(
            () ->
                store
                    .own()
                    .write(
                        _ -> {
                          held.countDown();
                          try {
                            letGo.await();
                          } catch (InterruptedException e) {
                            throw new SQLException(e);
                          }
                          return 0;
                        }));
    held.await();
    List<Future<Integer>> futures = new ArrayList<>();
    for (var unit : units) {
      futures.add(threads.submit(() -> store.own().write(unit)));
      await().until(() -> store.waiting() >= futures.size()); // in this order
    }
    letGo.countDown();
    futures.add(first);
    return futures;
  }

  @Test
  void aUnitThatFailsIsUndoneAlone() throws Exception {
    List<Future<Integer>> futures =
        inOneGroup(
            List.of(
                c -> insert(c, "a"),
                c -> {
                  insert(c, "undone");
                  throw new IllegalStateException("on purpose");
                },
                c -> {
                  insert(c, "undone too");
                  return insert(c, "a");
                },
                c -> insert(c, "b")));

    assertThat(futures.get(0).get()).isEqualTo(1);
    assertThatThrownBy(futures.get(1)::get)
        .hasRootCauseExactlyInstanceOf(IllegalStateException.class);
    assertThatThrownBy(futures.get(2)::get)
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining("UNIQUE");
    assertThat(futures.get(3).get()).isEqualTo(1);
    assertThat(texts()).containsExactly("a", "b");
  }

  @Test
  void aCommitThatFailsFailsItsWholeGroupAndNothingElse() throws Exception {
    List<Future<Integer>> futures =
        inOneGroup(
            List.of(
                c -> insert(c, "a"),
                c -> {
                  run(c, "INSERT INTO child VALUES (4711)");
                  return 1;
                }));

    for (Future<Integer> future : futures.subList(0, 2)) {
      assertThatThrownBy(future::get)
          .hasCauseInstanceOf(StoreException.class)
          .hasMessageContaining("the commit failed");
    }
    assertThat(texts()).isEmpty();
    assertThat(store.own().<Integer>write(c -> insert(c, "later"))).isEqualTo(1);
    assertThat(texts()).containsExactly("later");
  }

  @Test
  void aUnitAloneThatFailsIsUndone() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                store
                    .own()
                    .write(
                        c -> {
                          insert(c, "undone");
                          throw new IllegalStateException("on purpose");
                        }));
    assertThat(texts()).isEmpty();
  }

  @Test
  void aReadChangesNothing() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.own().read(c -> insert(c, "a")));
    assertThat(texts()).isEmpty();
  }

  @Test
  void aUnitOfWorkMustNotCommitNorCallTheStore() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () ->
                store
                    .own()
                    .write(
                        c -> {
                          c.commit();
                          return 0;
                        }))
        .withMessageContaining("must not");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () -> store.own().write(_ -> store.own().<Integer>write(inner -> insert(inner, "a"))));
  }

  @Test
  void theFileIsInWalModeAndEveryCommitIsSyncedAfterIt() {
    assertThat(store.own().<String>write(c -> value(c, "PRAGMA journal_mode"))).isEqualTo("wal");
    assertThat(store.own().<String>write(c -> value(c, "PRAGMA synchronous"))).isEqualTo("1");
    assertThat(store.own().<String>write(c -> value(c, "PRAGMA foreign_keys"))).isEqualTo("1");
  }

  static String value(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void statementsArePreparedOnce() {
    Object first = store.own().write(c -> prepared(c, "SELECT 1"));
    Object second = store.own().write(c -> prepared(c, "SELECT 1"));
    assertThat(second).isSameAs(first);
  }

  private static Object prepared(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isTrue();
      return statement;
    }
  }

  @Test
  void whatWaitsIsCommittedBeforeTheClose() {
    List<Future<Integer>> writes = new ArrayList<>();
    CountDownLatch submitted = new CountDownLatch(50);
    for (int i = 0; i < 50; i++) {
      String text = "t" + i;
      writes.add(
          threads.submit(
              () -> {
                submitted.countDown();
                return store.own().write(c -> insert(c, text));
              }));
    }
    org.awaitility.Awaitility.await().until(() -> submitted.getCount() == 0);
    store.close();
    long accepted = writes.stream().filter(SqliteStoreTest::succeeded).count();
    try (HostStore again = new HostStore(StoreSettings.DEFAULT, folder, Map.of())) {
      List<String> kept = again.own().read(SqliteStoreTest::texts);
      assertThat(kept).hasSize((int) accepted);
    }
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.own().read(SqliteStoreTest::texts));
  }

  private static boolean succeeded(Future<?> future) {
    try {
      future.get();
      return true;
    } catch (Exception _) {
      return false;
    }
  }

  @Test
  void nothingIsMadeBeforeItIsUsed(@TempDir Path other) {
    try (HostStore unused = new HostStore(StoreSettings.DEFAULT, other, Map.of())) {
      unused.of("webhooks", getClass().getClassLoader());
      assertThat(unused.isOpen()).isFalse();
      assertThat(unused.exists()).isFalse();
      assertThat(unused.refusal()).isEmpty();
    }
    assertThat(Files.exists(other.resolve("data"))).isFalse();
  }

  @Test
  void waitsForAnotherProcessThatWrites() throws Exception {
    store.own().write(c -> insert(c, "before"));
    String url = "jdbc:sqlite:" + folder.resolve("data").resolve("interlock.db");
    try (Connection other = DriverManager.getConnection(url)) {
      run(other, "BEGIN IMMEDIATE");
      Future<Integer> readsThenWrites =
          threads.submit(
              () ->
                  store
                      .own()
                      .write(
                          c -> {
                            insert(c, "after " + texts(c).size());
                            return 1;
                          }));
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> readsThenWrites.get(300, TimeUnit.MILLISECONDS));
      run(other, "INSERT INTO entry (text) VALUES ('other')");
      run(other, "COMMIT");
      readsThenWrites.get(10, TimeUnit.SECONDS);
    }
    assertThat(store.own().<List<String>>read(SqliteStoreTest::texts))
        .contains("before", "other", "after 2");
  }
}
