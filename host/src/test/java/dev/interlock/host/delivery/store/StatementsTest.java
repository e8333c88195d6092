package dev.interlock.host.delivery.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.store.StoreWork;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Demand;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Made;
import dev.interlock.host.delivery.DeliveryStore.Next;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreSettings;
import dev.interlock.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many statements a delivery costs, and how the database goes about them.
class StatementsTest {

  private static final String TARGET = "webhooks/orders";
  private static final Made MADE =
      new Made(new AttemptReport(200, "", "", ""), true, Duration.ZERO);
  private static final Next DELIVERED = new Next.Finish(DeliveryState.DELIVERED);

  @TempDir private Path folder;

  private HostStore postgres() {
    String url = PostgresServer.shared().newDatabase();
    return new HostStore(StoreSettings.of(url, null, null, 6), folder, Map.of());
  }

  @Test
  void aDeliveryCostsAFifthOfAStatementUnderLoad() throws Exception {
    AtomicLong statements = new AtomicLong();
    int publishers = 200;
    int each = 20;
    try (HostStore host = postgres();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        SqlDeliveryStore store =
            new SqlDeliveryStore(
                new CountingStore(host.own(), statements),
                new PostgresDialect(),
                Optional::empty)) {
      accept(store);
      settle(store);
      statements.set(0);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < publishers; i++) {
        running.add(
            threads.submit(
                () -> {
                  for (int j = 0; j < each; j++) {
                    accept(store);
                  }
                }));
      }
      for (Future<?> publisher : running) {
        publisher.get();
      }
      int settled = 0;
      for (int more = settle(store); more > 0; more = settle(store)) {
        settled += more;
      }
      assertThat(settled).isEqualTo(publishers * each);
      assertThat((double) statements.get() / settled).isPositive().isLessThanOrEqualTo(0.2);
    }
  }

  private static void accept(SqlDeliveryStore store) {
    NewDelivery delivery =
        new NewDelivery(UUID.randomUUID(), null, new byte[100], null, null, Duration.ZERO);
    store.accept(List.of(new Acceptance(TARGET, delivery, Duration.ofDays(1), 1_000_000)));
  }

  private static int settle(SqlDeliveryStore store) {
    List<Leased> leased = store.lease("h", List.of(new Demand(TARGET, 100, Duration.ofMinutes(1))));
    store.settle(leased.stream().map(each -> new Settlement(each, MADE, DELIVERED)).toList());
    return leased.size();
  }

  @Test
  void postgresFindsByIndexWhatItLeasesAndSettlesWhateverItKnowsOfTheTables() {
    try (HostStore host = postgres()) {
      fill(
          host,
          """
          INSERT INTO interlock_delivery (number, target, id, expire, body)
          SELECT n, n % 3, gen_random_uuid(), 1000000000, 'x' FROM generate_series(1, 100000) n
          """,
          """
          INSERT INTO interlock_delivery_progress (
            number, target, state, due_at, expires_at, created_at, updated_at)
          SELECT n, n % 3, 1, n, n, n, n FROM generate_series(1, 100000) n
          """);
      assertPlansByIndex(host);
      fill(host, "ANALYZE");
      assertPlansByIndex(host);
    }
  }

  private static void assertPlansByIndex(HostStore host) {
    List<Wanted> wanted =
        List.of(new Wanted(0, 200, 1), new Wanted(1, 200, 1), new Wanted(2, 200, 1));
    List<Outcome> outcomes = new ArrayList<>();
    for (long number = 1; number <= 500; number++) {
      outcomes.add(new Outcome(1, number * 7, 1, 1, 2, -1, MADE, null));
    }
    StoreWork<String> lease =
        connection -> {
          try (Arrays arrays = new Arrays(connection, "EXPLAIN " + PostgresLeasing.LEASE)) {
            PostgresLeasing.set(arrays, "h", wanted);
            return lines(arrays.statement(), 1);
          }
        };
    StoreWork<String> settle =
        connection -> {
          try (Arrays arrays = new Arrays(connection, "EXPLAIN " + PostgresSettling.SETTLE)) {
            PostgresSettling.set(arrays, outcomes);
            return lines(arrays.statement(), 1);
          }
        };
    assertThat(host.own().write(lease))
        .contains("interlock_delivery_due", "interlock_delivery_progress_pkey")
        .contains("interlock_delivery_pkey")
        .doesNotContain("Seq Scan on interlock");
    assertThat(host.own().write(settle))
        .contains("interlock_delivery_progress_pkey")
        .doesNotContain("Seq Scan on interlock");
  }

  @Test
  void sqliteFindsByIndexWhatItLeasesAndSettles() {
    try (HostStore host = new HostStore(StoreSettings.DEFAULT, folder, Map.of())) {
      SqlDeliveryStore.over(host, InstantSource.system()).close();
      String numbers =
          "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 100000) ";
      fill(
          host,
          numbers
              + "INSERT INTO interlock_delivery (number, target, id, expire, body)"
              + " SELECT n, n % 3, randomblob(16), 1000, x'00' FROM s",
          numbers
              + "INSERT INTO interlock_delivery_progress (number, target, state, due_at,"
              + " expires_at, created_at, updated_at) SELECT n, n % 3, 1, n, n, n, n FROM s");
      assertThat(plan(host, SqliteLeasing.DUE))
          .contains("interlock_delivery_due")
          .doesNotContain("SCAN", "TEMP B-TREE");
      assertThat(plan(host, SqliteSettling.SETTLE))
          .contains("INTEGER PRIMARY KEY")
          .doesNotContain("SCAN");
      assertThat(plan(host, OverduePages.PENDING))
          .contains("interlock_delivery_due", "due_at>?")
          .doesNotContain("SCAN", "TEMP B-TREE");
      assertThat(plan(host, OverduePages.BLOCKED))
          .contains("interlock_delivery_blocked")
          .doesNotContain("SCAN", "TEMP B-TREE");
      fill(host, "ANALYZE");
      assertThat(plan(host, SqliteLeasing.DUE))
          .contains("interlock_delivery_due")
          .doesNotContain("SCAN", "TEMP B-TREE");
    }
  }

  private static String plan(HostStore host, String sql) {
    return host.own()
        .write(
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement("EXPLAIN QUERY PLAN " + sql)) {
                return lines(statement, 4);
              }
            });
  }

  private static void fill(HostStore host, String... statements) {
    host.own()
        .write(
            (Connection connection) -> {
              try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                  statement.execute(sql);
                }
              }
              return "";
            });
  }

  private static String lines(PreparedStatement statement, int column) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        lines.add(row.getString(column));
      }
    }
    return String.join("\n", lines);
  }
}
