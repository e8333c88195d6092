package dev.interlock.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.delivery.DeliveryFilter;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.FlowPolicy;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.Page;
import dev.interlock.api.delivery.Poison;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.delivery.Target;
import dev.interlock.api.store.StoreException;
import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.Duty;
import dev.interlock.host.delivery.ScriptedTransport;
import dev.interlock.host.plugin.PluginModule;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreSettings;
import dev.interlock.testkit.PostgresServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a host that has delivered out of its store leaves behind when it is closed: nothing.
@Timeout(120)
final class HostResourcesTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /// A thread of a plain dump, with its number, so that another one of the same name is another.
  private static final Pattern THREAD = Pattern.compile("(?m)^#(\\d+ \"[^\"]*\")");

  /// The virtual machine's own, which come when they are first needed and stay; and the timer that
  /// the HTTP server's library makes for each server and never cancels: nobody else can.
  private static final Pattern OWN =
      Pattern.compile(
          "\"(ForkJoinPool.*|VirtualThread-unpark.*|CompletableFutureDelayScheduler|.*-Read-Poller"
              + "|.*-Write-Poller|.*Cleaner.*|process reaper.*|Attach Listener|awaitility.*"
              + "|helidon-idle-connection-timer)\"");

  @TempDir private Path folder;

  /// Delivers one durable delivery.
  private static final class Sender implements Connector {
    final ScriptedTransport transport = ScriptedTransport.delivering();

    @Override
    public void start(ConnectorContext context) {
      Target target =
          new Target(
              "orders",
              Durability.DURABLE,
              new RetryPolicy(
                  3,
                  Duration.ofHours(1),
                  new RetryPolicy.Delays(Duration.ofSeconds(1), 2, Duration.ofSeconds(60), 0)),
              Poison.PARK,
              Duration.ofHours(1),
              Duration.ofSeconds(5),
              new FlowPolicy(4, null, 1000, null, true));
      DeliveryQueue queue = context.deliveries().open(target, transport);
      queue.enqueue(
          new NewDelivery(UUID.randomUUID(), "k", new byte[] {1}, null, null, Duration.ZERO));
      assertThat(context.deliveries().list(DeliveryFilter.ANY, new Page(0, 0, 9, false, false)))
          .isNotEmpty();
    }
  }

  private void deliverAndClose(String store) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("webhooks.yaml"), "http: {host: 127.0.0.1, port: 0}\n" + store);
    Sender sender = new Sender();
    Options options = new Options(file, null, Map.of());
    try (Host host =
        Host.start(
            Assembly.embedded(options, List.of(PluginModule.embedded("sender", sender))),
            Assembly.read(options),
            Duty.all(null),
            InstantSource.system())) {
      assertThat(host.readiness().degraded()).isEmpty();
      await().atMost(SOON).until(() -> !sender.transport.sent().isEmpty());
    }
  }

  /// Virtual ones too.
  private Set<String> threads() throws IOException {
    Path dump = folder.resolve(UUID.randomUUID() + ".txt");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toAbsolutePath().toString(), ThreadDumpFormat.TEXT_PLAIN);
    Set<String> threads = new TreeSet<>();
    Matcher thread = THREAD.matcher(Files.readString(dump));
    while (thread.find()) {
      if (!OWN.matcher(thread.group(1)).find()) {
        threads.add(thread.group(1));
      }
    }
    Files.delete(dump);
    return threads;
  }

  private void assertNoThreadIsLeftBy(String store) throws IOException {
    deliverAndClose(store); // what the virtual machine and libraries make once is made
    Set<String> before = threads();
    deliverAndClose(store);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              Set<String> left = threads();
              left.removeAll(before);
              assertThat(left).isEmpty();
            });
  }

  private static int connections(String url) throws SQLException {
    try (Connection own = DriverManager.getConnection(url);
        PreparedStatement count =
            own.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        ResultSet row = count.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void leavesNoThreadOnSqlite() throws IOException {
    assertNoThreadIsLeftBy("");
  }

  @Test
  void leavesNeitherThreadNorConnectionOnPostgres() throws Exception {
    String url = PostgresServer.shared().newDatabase();
    assertNoThreadIsLeftBy("store: {url: '" + url + "'}\n");
    await().atMost(SOON).until(() -> connections(url) == 0);
  }

  @Test
  void nothingIsOpenedOnceTheyAreClosed() {
    try (HostStore store = new HostStore(StoreSettings.DEFAULT, folder, Map.of())) {
      DurableDeliveries durable = new DurableDeliveries(store, InstantSource.system());
      durable.close();

      assertThatExceptionOfType(StoreException.class).isThrownBy(durable::store);
      assertThat(store.isOpen()).isFalse();
    }
  }
}
