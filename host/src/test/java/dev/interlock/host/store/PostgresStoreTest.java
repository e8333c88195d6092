package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Registration;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreException;
import dev.interlock.testkit.PostgresServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresStoreTest {

  @TempDir private Path folder;
  private HostStore store;

  @BeforeEach
  void open() {
    store = TestPostgres.freshStore(folder);
    write("CREATE TABLE entry (id INTEGER PRIMARY KEY, text TEXT)");
    write("INSERT INTO entry VALUES (1, 'one'), (2, 'two')");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void write(String sql) {
    store.own().write(c -> run(c, sql));
  }

  private static int run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return statement.getUpdateCount();
    }
  }

  private static List<String> values(Connection connection, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private List<String> read(String query) {
    return store.own().read(c -> values(c, query));
  }

  @Test
  void speaksPostgresAndSyncsEveryCommitWhateverTheServerSays() {
    assertThat(store.dialect()).isEqualTo(StoreDialect.POSTGRESQL);
    assertThat(PostgresServer.shared()).isNotNull();
    assertThat(read("SHOW synchronous_commit")).containsExactly("on");
    assertThat(read("SHOW lock_timeout")).containsExactly("10s");
    assertThat(read("SHOW statement_timeout")).containsExactly("30s");
  }

  @Test
  void aUnitThatThrowsIsUndone() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                store
                    .own()
                    .write(
                        c -> {
                          run(c, "DELETE FROM entry");
                          throw new IllegalStateException("on purpose");
                        }));
    assertThat(read("SELECT text FROM entry ORDER BY id")).containsExactly("one", "two");
  }

  @Test
  void aReadChangesNothing() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.own().read(c -> run(c, "DELETE FROM entry")))
        .withMessageContaining("read-only");
    assertThat(read("SELECT text FROM entry")).hasSize(2);
  }

  @Test
  void aSingleStatementCommitsItself() {
    assertThat(store.<Integer>execute(c -> run(c, "DELETE FROM entry WHERE id = 1"))).isEqualTo(1);
    assertThat(read("SELECT text FROM entry")).containsExactly("two");
  }

  @Test
  void unitsThatDeadlockBothSucceedInTheEnd() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicInteger runs = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> forth = threads.submit(() -> crosswise(both, runs, 1, 2));
      Future<Integer> back = threads.submit(() -> crosswise(both, runs, 2, 1));
      assertThat(forth.get()).isEqualTo(1);
      assertThat(back.get()).isEqualTo(1);
    }
    assertThat(runs).hasValueGreaterThan(2);
    assertThat(read("SELECT text FROM entry")).allMatch(text -> text.endsWith("++"));
  }

  private int crosswise(CyclicBarrier both, AtomicInteger runs, int first, int second) {
    return store
        .own()
        .write(
            c -> {
              int run = runs.incrementAndGet();
              run(c, "UPDATE entry SET text = text || '+' WHERE id = " + first);
              if (run <= 2) {
                meet(both);
              }
              return run(c, "UPDATE entry SET text = text || '+' WHERE id = " + second);
            });
  }

  private static void meet(CyclicBarrier both) {
    try {
      both.await();
    } catch (InterruptedException | BrokenBarrierException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void aUnitWhoseConnectionIsLostBeforeTheCommitIsRunAgain() {
    AtomicInteger runs = new AtomicInteger();
    int updated =
        store
            .own()
            .write(
                c -> {
                  int count = run(c, "UPDATE entry SET text = text || '+'");
                  if (runs.incrementAndGet() == 1) {
                    terminateFromElsewhere(values(c, "SELECT pg_backend_pid()").getFirst());
                  }
                  run(c, "SELECT 1");
                  return count;
                });
    assertThat(updated).isEqualTo(2);
    assertThat(runs).hasValue(2);
    assertThat(read("SELECT text FROM entry ORDER BY id")).containsExactly("one+", "two+");
  }

  private void terminateFromElsewhere(String pid) {
    store.own().read(c -> values(c, "SELECT pg_terminate_backend(" + pid + ", 5000)"));
  }

  @Test
  void hearsNotificationsAgainAfterItsConnectionWasLost() {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (Registration listening = store.listen("work", heard::add)) {
      assertThat(listening).isNotNull();
      await().until(() -> heard.contains(""));
      write("NOTIFY work, 'first'");
      await().until(() -> heard.contains("first"));
      heard.clear();

      String listener =
          read("SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname ="
                  + " current_database()")
              .getFirst();
      terminateFromElsewhere(listener);

      await().until(() -> heard.contains(""));
      write("NOTIFY work, 'second'");
      await().until(() -> heard.contains("second"));
    }
  }

  @Test
  void aClosedRegistrationHearsNothing() {
    List<String> gone = new CopyOnWriteArrayList<>();
    List<String> kept = new CopyOnWriteArrayList<>();
    Registration closed = store.listen("work", gone::add);
    try (Registration other = store.listen("work", kept::add)) {
      assertThat(other).isNotNull();
      await().until(() -> gone.contains("") && kept.contains(""));
      closed.close();
      closed.close();
      write("NOTIFY work, 'late'");
      await().until(() -> kept.contains("late"));
      assertThat(gone).doesNotContain("late");
    }
  }

  @Test
  void saysSoInsteadOfHangingWhenTheServerIsGoneAndWorksWhenItIsBack(@TempDir Path data)
      throws Exception {
    try (PostgresServer server = PostgresServer.start(data);
        HostStore own = TestPostgres.store(server.newDatabase(), folder)) {
      own.own().write(c -> run(c, "CREATE TABLE kept (id INTEGER)"));
      own.own().write(c -> run(c, "INSERT INTO kept VALUES (1)"));
      assertThat(own.health().reachable()).isTrue();

      server.kill();

      long before = System.nanoTime();
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> own.own().write(c -> run(c, "INSERT INTO kept VALUES (2)")));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(40));
      Health gone = own.health();
      assertThat(gone.reachable()).isFalse();
      assertThat(gone.text()).contains("127.0.0.1:" + server.port());

      server.restart();
      assertThat(own.own().<List<String>>read(c -> values(c, "SELECT id FROM kept")))
          .containsExactly("1");
    }
  }

  @Test
  void aServerThatIsNotThereIsNamedWithoutCredentials() {
    StoreSettings settings =
        StoreSettings.of("postgres://me:hush@127.0.0.1:1/nothing", null, null, null);
    try (HostStore none = new HostStore(settings, folder, java.util.Map.of())) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(none::open)
          .withMessageContaining("jdbc:postgresql://127.0.0.1:1/nothing can't be reached")
          .withMessageNotContaining("hush");
      assertThat(none.isOpen()).isFalse();
    }
  }

  @Test
  void aBatchThatFailsIsToldInOneLineWithoutWhatItWasToStore() {
    for (String begin : List.of("SET TRANSACTION READ ONLY", "SELECT 1")) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.own().write(c -> batch(c, begin)))
          .satisfies(
              failure -> {
                assertThat(failure.getMessage()).contains("ERROR: ").doesNotContain("\n");
                StringWriter all = new StringWriter();
                failure.printStackTrace(new PrintWriter(all));
                assertThat(all.toString()).doesNotContain("s3cr3t").doesNotContain("VALUES");
              });
    }
  }

  private static int batch(Connection connection, String begin) throws SQLException {
    run(connection, begin);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO entry VALUES (?, ?)")) {
      for (int i = 1; i < 4; i++) {
        insert.setInt(1, i);
        insert.setString(2, "s3cr3t");
        insert.addBatch();
      }
      return insert.executeBatch().length;
    }
  }
}
