package dev.interlock.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.HostEvents;
import dev.interlock.api.HostEvents.Finding;
import dev.interlock.api.Outcome;
import dev.interlock.api.store.StoreException;
import dev.interlock.host.cli.AssemblySource.MigrationRow;
import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.Duty;
import dev.interlock.host.config.ConfigException;
import dev.interlock.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// When the store is opened, and what `check`, `/readyz`, `migrate` and `backup` make of it.
@Timeout(120)
final class HostStandingTest {

  @TempDir private Path folder;
  private Options options;

  @BeforeEach
  void file() throws IOException {
    file("");
    Files.createDirectory(folder.resolve("plugins"));
    options = new Options(folder.resolve("webhooks.yaml"), folder.resolve("plugins"), Map.of());
  }

  private void file(String more) throws IOException {
    Files.writeString(folder.resolve("webhooks.yaml"), "http: {port: 0}\n" + more);
  }

  private Host start() {
    return Host.start(
        Assembly.embedded(options, List.of()),
        Assembly.read(options),
        Duty.all(null),
        InstantSource.system());
  }

  private static Finding check(Host host) {
    return host.events().publish(HostEvents.CHECK)
            instanceof Outcome.Completed<HostEvents.Checked> completed
        ? completed.first().orElseThrow().findings().getFirst()
        : new Finding("?", false, "not completed", "");
  }

  @Test
  void checkShowsTheDiskOfAStoreThatNobodyHasUsedAndMakesNone() {
    try (Host host = start()) {
      Finding finding = check(host);
      assertThat(finding.ok()).isTrue();
      assertThat(finding.subject()).isEqualTo("store");
      assertThat(finding.detail()).matches("data/interlock\\.db, [0-9]+ [kMGT]?B free");
    }
    assertThat(folder.resolve("data/interlock.db")).doesNotExist();
  }

  @Test
  void aStoreThatTheFileNamesIsOpenedAtTheStart() throws IOException {
    file("store: {url: 'jdbc:sqlite:kept/here.db'}\n");
    try (Host host = start()) {
      assertThat(folder.resolve("kept/here.db")).exists();
      assertThat(check(host).detail()).startsWith("kept/here.db, ");
      assertThat(host.readiness().ready()).isTrue();
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(this::start)
          .withMessageContaining("in use by process");
    }
  }

  @Test
  void aWrongStoreIsAnErrorOfTheFile() throws IOException {
    file("store: {url: 'jdbc:mysql://db/x'}\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(this::start)
        .withMessageContaining("store.url")
        .withMessageContaining("expected jdbc:sqlite:FILE or jdbc:postgresql:");
  }

  @Test
  void aHostWhoseStoreIsGoneIsNotReady(@TempDir Path data) throws Exception {
    try (PostgresServer server = PostgresServer.start(data)) {
      file("store: {url: '" + server.newDatabase() + "'}\n");
      try (Host host = start()) {
        assertThat(host.readiness().ready()).isTrue();
        server.kill();
        await().atMost(Duration.ofSeconds(60)).until(() -> !host.readiness().ready());
        assertThat(host.readiness().degraded())
            .anySatisfy(each -> assertThat(each.subject()).isEqualTo("store"));
        assertThat(check(host).remedy()).contains("start the server");
        server.restart();
        await().atMost(Duration.ofSeconds(60)).until(() -> host.readiness().ready());
      }
    }
  }

  @Test
  void migratesAndBacksUpWithoutAHostAndBesideOne() throws IOException {
    try (var offline = OfflineAssembly.load(options, InstantSource.system())) {
      assertThat(offline.migrate())
          .extracting(MigrationRow::component, MigrationRow::from, MigrationRow::problem)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("interlock", "none", ""));
      assertThat(offline.migrate()).allSatisfy(row -> assertThat(row.from()).isEqualTo(row.to()));
    }
    try (Host host = start();
        var offline = OfflineAssembly.load(options, InstantSource.system())) {
      assertThat(host.readiness().ready()).isTrue();
      assertThat(offline.backup(folder.resolve("copy.db"))).isEqualTo("data/interlock.db");
      assertThat(folder.resolve("copy.db")).isNotEmptyFile();
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(offline::migrate)
          .withMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
  }
}
