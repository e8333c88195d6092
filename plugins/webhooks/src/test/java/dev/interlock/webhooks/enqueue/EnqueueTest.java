package dev.interlock.webhooks.enqueue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.client.Deliveries;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.WebhooksConnector;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Deliveries handed over in another program's transaction, to two hosts on one PostgreSQL.
class EnqueueTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final byte[] BODY = "{\"order\":7}".getBytes(UTF_8);
  private static EmbeddedPostgres postgres;

  private final Responder responder = Responder.start();
  private TestHost first;
  private TestHost second;
  private Connection connection;

  @BeforeAll
  static void startDatabase() throws Exception {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    postgres.close();
  }

  @BeforeEach
  void start() throws Exception {
    try (Connection admin = postgres.getPostgresDatabase().getConnection();
        Statement statement = admin.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS interlock WITH (FORCE)");
      statement.execute("CREATE DATABASE interlock");
    }
    first = host();
    second = host();
    connection = postgres.getDatabase("postgres", "interlock").getConnection();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(
            () ->
                number(
                        "SELECT count(*) FROM interlock_delivery_host_target"
                            + " JOIN interlock_delivery_policy USING (target)")
                    == 6); // three durable webhooks, two hosts
    connection.setAutoCommit(false);
  }

  private TestHost host() {
    return TestHost.with("webhooks", new WebhooksConnector())
        .start(
            """
            store: {url: 'URL', user: postgres}
            webhooks:
              - {name: ledger, events: after:check, url: 'TO/ledger', secret: s3cr3t, delivery: durable}
              - {name: ordered, events: after:check, url: 'TO/ordered', secret: s3cr3t, delivery: durable, ordered: true}
              - {name: hasty, events: after:check, url: 'TO/hasty', secret: s3cr3t}
              - {name: small, events: after:check, url: 'TO/small', secret: s3cr3t, delivery: durable, max_backlog: 2}
            """
                .replace("URL", postgres.getJdbcUrl("postgres", "interlock"))
                .replace("TO", responder.url("").toString()));
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    first.close();
    second.close();
    responder.close();
  }

  private long number(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void whatIsCommittedArrivesSignedAndOnce() throws Exception {
    UUID id = Deliveries.enqueue(connection, "ledger", BODY);
    assertThat(responder.requests()).isEmpty();
    connection.commit();

    ReceivedRequest request = responder.take(SOON);
    assertThat(request.body()).isEqualTo(BODY);
    assertThat(request.target()).isEqualTo("/ledger");
    assertThat(request.header("webhook-id")).hasValue(id.toString());
    assertThat(request.header("X-Servo-Signature")).isPresent();
    await()
        .atMost(SOON)
        .until(
            () -> number("SELECT count(*) FROM interlock_delivery_progress WHERE state = 2") == 1);
    assertThat(responder.requests()).hasSize(1);
  }

  @Test
  void theOutboxOfThePage() throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE shop_order (id bigint PRIMARY KEY, state text)");
      statement.execute("INSERT INTO shop_order VALUES (7, 'open')");
    }
    connection.commit();
    // tag::outbox[]
    connection.setAutoCommit(false);
    try (PreparedStatement paid =
        connection.prepareStatement("UPDATE shop_order SET state = 'paid' WHERE id = ?")) {
      paid.setLong(1, 7);
      paid.executeUpdate();
    }
    byte[] body = "{\"order\":7,\"state\":\"paid\"}".getBytes(UTF_8);
    UUID id = Deliveries.enqueue(connection, "ledger", body);
    connection.commit();
    // end::outbox[]
    assertThat(responder.take(SOON).header("webhook-id")).hasValue(id.toString());

    // tag::options[]
    Deliveries.to("ledger")
        .contentType("application/json")
        .orderKey("order-7")
        .delay(Duration.ofMinutes(5))
        .on(connection, body);
    // end::options[]
    connection.rollback();
  }

  @Test
  void anIdThatNobodyChoseSortsByTime() throws Exception {
    long before = System.currentTimeMillis();
    UUID ofClient = Deliveries.enqueue(connection, "ledger", BODY);
    UUID ofDatabase;
    try (Statement call = connection.createStatement();
        ResultSet row = call.executeQuery("SELECT interlock_enqueue('ledger', 'x')")) {
      row.next();
      ofDatabase = row.getObject(1, UUID.class);
    }
    connection.commit();

    for (UUID id : new UUID[] {ofClient, ofDatabase}) {
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(id.getMostSignificantBits() >>> 16).isBetween(before - 5_000, before + 60_000);
    }
  }

  @Test
  void theWakeUpComesWithTheCommit() throws Exception {
    for (int i = 0; i < 5; i++) {
      long startedAt = System.nanoTime();
      Deliveries.enqueue(connection, "ledger", BODY);
      connection.commit();
      responder.take(SOON);
      assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
          .isLessThan(Duration.ofMillis(900));
    }
  }

  @Test
  void whatIsRolledBackNeverWas() throws Exception {
    Deliveries.enqueue(connection, "ledger", BODY);
    connection.rollback();
    Deliveries.to("ledger").contentType("text/plain").on(connection, "next".getBytes(UTF_8));
    connection.commit();

    ReceivedRequest request = responder.take(SOON);
    assertThat(request.text()).isEqualTo("next");
    assertThat(request.headers("Content-Type")).containsExactly("text/plain");
    assertThat(number("SELECT count(*) FROM interlock_delivery")).isEqualTo(1);
    assertThat(number("SELECT sum(change) FROM interlock_delivery_open")).isBetween(0L, 1L);
  }

  @Test
  void theOrderIsThatOfTheCommits() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    responder.next(new Reply.Held(release, Reply.status(500)), Reply.status(503));
    for (int i = 0; i < 30; i++) {
      Deliveries.enqueue(connection, "ordered", ("o" + i).getBytes(UTF_8));
      Deliveries.to("ledger").orderKey("k").on(connection, ("k" + i).getBytes(UTF_8));
      connection.commit();
    }
    release.countDown();

    await().atMost(SOON).until(() -> responder.requests().size() >= 62);
    assertThat(bodies("/ordered")).containsExactlyElementsOf(numbered("o"));
    assertThat(bodies("/ledger")).containsExactlyElementsOf(numbered("k"));
  }

  private Stream<String> bodies(String target) {
    return responder.requests().stream()
        .filter(request -> request.target().equals(target))
        .map(ReceivedRequest::text)
        .distinct();
  }

  private static List<String> numbered(String name) {
    return IntStream.range(0, 30).mapToObj(i -> name + i).toList();
  }

  @Test
  void aSecondWriterOfAKeyWaitsForTheFirst() throws Exception {
    try (Connection other = postgres.getDatabase("postgres", "interlock").getConnection()) {
      other.setAutoCommit(false);
      Deliveries.enqueue(connection, "ordered", "first".getBytes(UTF_8));
      Thread later =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      Deliveries.enqueue(other, "ordered", "second".getBytes(UTF_8));
                      other.commit();
                    } catch (SQLException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      await()
          .atMost(SOON)
          .until(() -> number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
      connection.commit();
      later.join();

      assertThat(responder.take(SOON).text()).isEqualTo("first");
      assertThat(responder.take(SOON).text()).isEqualTo("second");
    }
  }

  @Test
  void aDelayIsObserved() throws Exception {
    long startedAt = System.nanoTime();
    Deliveries.to("ledger").delay(Duration.ofMillis(1500)).on(connection, BODY);
    connection.commit();

    responder.take(SOON);

    assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
        .isGreaterThan(Duration.ofMillis(1400));
  }

  @Test
  void anIdThatIsKnownAddsNothing() throws Exception {
    UUID id = UUID.randomUUID();
    for (int i = 0; i < 3; i++) {
      assertThat(Deliveries.to("ledger").id(id).on(connection, BODY)).isEqualTo(id);
      connection.commit();
    }

    responder.take(SOON);
    assertThat(number("SELECT count(*) FROM interlock_delivery")).isEqualTo(1);
  }

  @Test
  void aWebhookThatNoHostKnowsIsRefused() {
    for (String name : List.of("nobody", "hasty")) {
      assertThatThrownBy(() -> Deliveries.enqueue(connection, name, BODY))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("no host delivers durably to a webhook named \"" + name + "\"")
          .asInstanceOf(InstanceOfAssertFactories.throwable(SQLException.class))
          .extracting(SQLException::getSQLState)
          .isEqualTo("IL001");
      assertThatThrownBy(() -> number("SELECT 1")).isInstanceOf(SQLException.class);
      assertThat(rolledBack()).isTrue();
    }
  }

  private boolean rolledBack() {
    try {
      connection.rollback();
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFullBacklogRefuses() throws Exception {
    for (int i = 0; i < 2; i++) {
      Deliveries.to("small").delay(Duration.ofHours(1)).on(connection, BODY);
    }
    connection.commit();

    assertThatThrownBy(() -> Deliveries.enqueue(connection, "small", BODY))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("the backlog of webhook \"small\" is full");
  }

  @Test
  void orderNeedsReadCommitted() throws Exception {
    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);

    assertThatThrownBy(() -> Deliveries.enqueue(connection, "ordered", BODY))
        .hasMessageContaining("expected read committed");
    connection.rollback();
    Deliveries.enqueue(connection, "ledger", BODY);
    connection.commit();
    responder.take(SOON);
  }

  @Test
  void anotherRoleNeedsNoMoreThanTheFunction() throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE shop LOGIN PASSWORD 'shop'");
      connection.commit();
      try (Connection shop = postgres.getDatabase("shop", "interlock").getConnection()) {
        assertThatThrownBy(() -> Deliveries.enqueue(shop, "ledger", BODY))
            .hasMessageContaining("permission denied");
        statement.execute("GRANT EXECUTE ON FUNCTION interlock_enqueue TO shop");
        connection.commit();
        Deliveries.enqueue(shop, "ledger", BODY);
      }
      responder.take(SOON);
    } finally {
      connection.rollback();
      try (Statement statement = connection.createStatement()) {
        statement.execute("DROP OWNED BY shop; DROP ROLE shop");
      }
      connection.commit();
    }
  }

  @Test
  void aDatabaseWithoutInterlockIsNamed() throws Exception {
    try (Connection elsewhere = postgres.getPostgresDatabase().getConnection()) {
      assertThatThrownBy(() -> Deliveries.enqueue(elsewhere, "ledger", BODY))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("interlock migrate");
    }
  }

  @Test
  void aDeadHostsWorkIsTakenUpByTheOther() throws Exception {
    first.close();
    Deliveries.enqueue(connection, "ledger", BODY);
    connection.commit();

    assertThat(responder.take(SOON).body()).isEqualTo(BODY);
  }
}
