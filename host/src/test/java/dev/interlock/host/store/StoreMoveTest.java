package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.settings.Secret;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Demand;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Made;
import dev.interlock.host.delivery.DeliveryStore.Next;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import dev.interlock.host.delivery.store.SqlDeliveryStore;
import dev.interlock.testkit.PostgresServer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// From the embedded store to a server's.
class StoreMoveTest {

  private static final String TARGET = "webhooks/orders";

  @TempDir private Path folder;

  private ClassLoader shop;
  private String url;

  @BeforeEach
  void aConnectorWithASecret() throws IOException {
    url = PostgresServer.shared().newDatabase();
    Path classes = folder.resolve("shop");
    for (String dialect : List.of("sqlite", "postgresql")) {
      Path scripts =
          Files.createDirectories(classes.resolve("META-INF/interlock/migrations/" + dialect));
      Files.writeString(
          scripts.resolve("V1__shop.sql"),
          "CREATE TABLE shop_account (name TEXT PRIMARY KEY, token_sealed TEXT);"
              + " CREATE TABLE shop_revision (revision INTEGER);"
              + " INSERT INTO shop_revision VALUES (0);",
          StandardCharsets.UTF_8);
    }
    shop = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
  }

  private HostStore sqlite() {
    return opened(new HostStore(StoreSettings.DEFAULT, folder.resolve("embedded"), Map.of()));
  }

  private HostStore postgres() {
    return opened(
        new HostStore(StoreSettings.of(url, null, null, 5), folder.resolve("server"), Map.of()));
  }

  private HostStore opened(HostStore store) {
    store.migrate();
    store.migrate("shop", shop);
    return store;
  }

  private static NewDelivery delivery(String key, String body) {
    return new NewDelivery(
        UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.UTF_8)),
        key,
        body.getBytes(StandardCharsets.UTF_8),
        null,
        null,
        Duration.ZERO);
  }

  private static void accept(SqlDeliveryStore store, NewDelivery delivery) {
    store.accept(List.of(new Acceptance(TARGET, delivery, Duration.ofDays(1), 1000)));
  }

  private static List<Leased> lease(SqlDeliveryStore store) {
    return store.lease("h", List.of(new Demand(TARGET, 10, Duration.ofMinutes(1))));
  }

  private static void settle(SqlDeliveryStore store, Leased leased) {
    Made made = new Made(new AttemptReport(200, "", "", ""), true, Duration.ZERO);
    store.settle(List.of(new Settlement(leased, made, new Next.Finish(DeliveryState.DELIVERED))));
  }

  private static boolean execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  private void fillEmbedded() {
    try (HostStore store = sqlite();
        SqlDeliveryStore deliveries = SqlDeliveryStore.over(store, InstantSource.system())) {
      accept(deliveries, delivery("k", "first"));
      accept(deliveries, delivery("k", "second"));
      accept(deliveries, delivery(null, "third"));
      for (Leased leased : lease(deliveries)) {
        if (new String(leased.delivery().body(), StandardCharsets.UTF_8).equals("third")) {
          settle(deliveries, leased);
        }
      }
      String sealed = store.own().seal(new Secret("tell nobody"));
      store
          .own()
          .write(
              connection -> {
                try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO shop_account VALUES ('a', ?)")) {
                  insert.setString(1, sealed);
                  return insert.executeUpdate();
                }
              });
    }
  }

  private static String text(HostStore store, String query) {
    return store
        .own()
        .read(
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(query);
                  ResultSet row = statement.executeQuery()) {
                return row.next() ? String.valueOf(row.getString(1)) : "";
              }
            });
  }

  @Test
  void everythingGoesAlongInItsOrder() {
    fillEmbedded();

    Map<String, Long> moved;
    try (HostStore from = sqlite();
        HostStore to = postgres()) {
      moved = new StoreMove(from, to).run();
    }

    assertThat(moved)
        .containsEntry("interlock_delivery", 3L)
        .containsEntry("interlock_delivery_attempt", 1L)
        .containsEntry("shop_account", 1L)
        .doesNotContainKey("interlock_sealing_key");
    try (HostStore to = postgres();
        SqlDeliveryStore deliveries = SqlDeliveryStore.over(to, InstantSource.system())) {
      assertThat(text(to, "SELECT count(*) FROM interlock_delivery_progress WHERE state = 2"))
          .isEqualTo("1");
      assertThat(text(to, "SELECT sum(change) FROM interlock_delivery_open")).isEqualTo("2");
      assertThat(to.own().unseal(text(to, "SELECT token_sealed FROM shop_account")).reveal())
          .isEqualTo("tell nobody");
      to.own()
          .write(
              connection -> {
                try (PreparedStatement end =
                    connection.prepareStatement(
                        "UPDATE interlock_delivery_progress SET leased_until = 0")) {
                  return end.executeUpdate(); // the lease of the host that was stopped
                }
              });
      accept(deliveries, delivery("k", "fourth"));
      for (String expected : List.of("first", "second", "fourth")) {
        List<Leased> leased = lease(deliveries);
        assertThat(leased).hasSize(1);
        assertThat(new String(leased.getFirst().delivery().body(), StandardCharsets.UTF_8))
            .isEqualTo(expected);
        settle(deliveries, leased.getFirst());
      }
    }
  }

  @Test
  void aStoreThatIsInUseIsLeftAlone() {
    fillEmbedded();
    try (HostStore from = sqlite();
        HostStore to = postgres();
        SqlDeliveryStore deliveries = SqlDeliveryStore.over(to, InstantSource.system())) {
      accept(deliveries, delivery(null, "there already"));

      assertThatThrownBy(() -> new StoreMove(from, to).run())
          .hasMessageContaining("found rows in interlock_delivery")
          .hasMessageContaining("expected a store that nobody has used");

      assertThat(text(to, "SELECT count(*) FROM interlock_delivery")).isEqualTo("1");
      assertThat(text(to, "SELECT count(*) FROM shop_revision")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE interlock_delivery ADD CHECK (length(body) < 3)",
        "ALTER TABLE interlock_delivery_attempt ADD CHECK (status > 999)",
        "ALTER TABLE shop_account ADD CHECK (token_sealed::bigint > 0)"
      })
  void aBatchThatFailsIsToldInOneLineWithoutWhatItWasToStore(String otherwise) {
    fillEmbedded();
    try (HostStore from = sqlite();
        HostStore to = postgres()) {
      to.own().write(connection -> execute(connection, otherwise));

      assertThatThrownBy(() -> new StoreMove(from, to).run())
          .hasMessageContaining("ERROR: ")
          .hasMessageNotContainingAny("\n", "INSERT", "VALUES", "first", "Batch", "\\x", "bigint: ")
          .extracting(failure -> failure.getMessage().length())
          .satisfies(length -> assertThat((int) length).isLessThan(200));
    }
  }

  @Test
  void onlyAServerTakesAStore() {
    fillEmbedded();
    try (HostStore from = sqlite();
        HostStore to = new HostStore(StoreSettings.DEFAULT, folder.resolve("another"), Map.of())) {
      assertThatThrownBy(() -> new StoreMove(from, to).run())
          .hasMessageContaining("expected a PostgreSQL server");
    }
  }
}
