package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreException;
import dev.interlock.testkit.PostgresServer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationsTest {

  private static final String FIRST = "CREATE TABLE shop_order (id INTEGER PRIMARY KEY);";
  private static final String SECOND = "ALTER TABLE shop_order ADD COLUMN item TEXT;";

  @TempDir private Path folder;

  enum Kind {
    SQLITE,
    POSTGRESQL
  }

  private String url(Kind kind) {
    return switch (kind) {
      case SQLITE -> "jdbc:sqlite:data/interlock.db";
      case POSTGRESQL -> PostgresServer.shared().newDatabase();
    };
  }

  private HostStore store(String url) {
    return new HostStore(StoreSettings.of(url, null, null, 3), folder, Map.of());
  }

  /// A plugin's JAR with these migrations, for both dialects.
  private ClassLoader jar(String... scripts) throws IOException {
    Path file = Files.createTempFile(folder, "shop", ".jar");
    Map<String, String> entries = new TreeMap<>();
    for (String dialect : List.of("sqlite", "postgresql")) {
      String root = "META-INF/interlock/migrations/" + dialect + "/";
      entries.put(root, "");
      for (int i = 0; i < scripts.length; i++) {
        entries.put(root + "V" + (i + 1) + "__step_" + (i + 1) + ".sql", scripts[i]);
      }
    }
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
      }
    }
    return new URLClassLoader(new URL[] {file.toUri().toURL()}, null);
  }

  private static int insert(Store store, String sql) {
    return store.write(
        c -> {
          try (PreparedStatement statement = c.prepareStatement(sql)) {
            return statement.executeUpdate();
          }
        });
  }

  private static List<String> versions(Store store, String table) {
    return store.read(
        c -> {
          List<String> versions = new ArrayList<>();
          try (PreparedStatement query =
                  c.prepareStatement(
                      "SELECT version FROM " + table + " WHERE type = 'SQL' ORDER BY version");
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              versions.add(rows.getString(1));
            }
          }
          return versions;
        });
  }

  @ParameterizedTest
  @EnumSource
  void runBeforeTheFirstUnitOfWorkAndOnlyOnce(Kind kind) throws IOException {
    String url = url(kind);
    ClassLoader jar = jar(FIRST, SECOND);
    for (int start = 1; start <= 2; start++) {
      try (HostStore store = store(url)) {
        Store shop = store.of("shop", jar);
        insert(shop, "INSERT INTO shop_order VALUES (" + start + ", 'tea')");
        assertThat(versions(shop, "shop_schema_history")).containsExactly("1", "2");
      }
    }
  }

  @Test
  void anInterruptBreaksNoneInTheMiddle() throws Exception {
    ClassLoader jar = jar(FIRST, "SELECT pg_sleep(1);");
    try (HostStore store = store(url(Kind.POSTGRESQL))) {
      CompletableFuture<String> reached = new CompletableFuture<>();
      Thread starting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    String to = store.migrate("shop", jar).to();
                    reached.complete(to + " " + Thread.currentThread().isInterrupted());
                  });
      await().until(MigrationsTest::someMigrationRuns);
      starting.interrupt();

      assertThat(reached.get(30, TimeUnit.SECONDS)).isEqualTo("2 true");
    }
  }

  private static boolean someMigrationRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("store-migration"));
  }

  @ParameterizedTest
  @EnumSource
  void aLaterReleaseAddsWhatIsMissingAndTheEarlierStillRuns(Kind kind) throws IOException {
    String url = url(kind);
    try (HostStore store = store(url)) {
      assertThat(store.migrate("shop", jar(FIRST)))
          .satisfies(it -> assertThat(it.to()).isEqualTo("1"));
    }
    try (HostStore store = store(url)) {
      MigrationReport report = store.migrate("shop", jar(FIRST, SECOND));
      assertThat(report.from()).isEqualTo("1");
      assertThat(report.to()).isEqualTo("2");
    }
    try (HostStore store = store(url)) {
      assertThat(store.migrate("shop", jar(FIRST)).upToDate()).isTrue();
      insert(store.of("shop", jar(FIRST)), "INSERT INTO shop_order (id) VALUES (1)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatFailsIsUndoneAndSaysWhy(Kind kind) throws IOException {
    String url = url(kind);
    try (HostStore store = store(url)) {
      Store shop = store.of("shop", jar(FIRST, "CREATE TABLE broken (;"));
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> insert(shop, "INSERT INTO shop_order (id) VALUES (1)"))
          .withMessageContaining("V2__step_2.sql");
      store.release("shop");
      insert(store.of("shop", jar(FIRST, SECOND)), "INSERT INTO shop_order VALUES (1, 'tea')");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofTheHostRunToo(Kind kind) {
    try (HostStore store = store(url(kind))) {
      store.open();
      assertThat(versions(store.own(), "interlock_schema_history")).contains("1");
      assertThat(store.migrate().upToDate()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConnectorWithoutMigrationsIsFine(Kind kind) throws IOException {
    try (HostStore store = store(url(kind))) {
      Store plain = store.of("plain", jar());
      assertThat(insert(plain, "CREATE TABLE plain_note (id INTEGER)")).isZero();
      assertThat(store.migrate("plain", jar()).upToDate()).isTrue();
    }
  }

  @Test
  void hostsThatMigrateOneDatabaseAtOnceDoNotDisturbOneAnother() throws Exception {
    String url = url(Kind.POSTGRESQL);
    ClassLoader jar = jar(FIRST, SECOND);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> hosts = new ArrayList<>();
      for (int host = 1; host <= 4; host++) {
        int id = host;
        hosts.add(
            threads.submit(
                () -> {
                  try (HostStore store = store(url)) {
                    store.open();
                    return insert(
                        store.of("shop", jar), "INSERT INTO shop_order VALUES (" + id + ", 'x')");
                  }
                }));
      }
      for (Future<Integer> host : hosts) {
        assertThat(host.get()).isEqualTo(1);
      }
    }
    try (HostStore store = store(url)) {
      assertThat(versions(store.own(), "shop_schema_history")).containsExactly("1", "2");
    }
  }

  @Test
  void flywayIsNotLoadedWhereNothingIsMissing() throws Exception {
    String url = url(Kind.SQLITE);
    try (HostStore store = store(url)) {
      store.open();
    }
    Process second =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-verbose:class",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StoreOpener.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(second.waitFor()).as(output).isZero();
    assertThat(output)
        .contains("org.sqlite.")
        .doesNotContain("org.flywaydb.")
        .doesNotContain("com.zaxxer.")
        .doesNotContain("org.postgresql.");
  }

  @Test
  void theStoreIsNotClosedUnderAMigration() throws Exception {
    String url = PostgresServer.shared().newDatabase();
    String database = url.replaceAll(".*/([^?]*)\\?.*", "$1");
    ClassLoader jar = jar("SELECT pg_sleep(1); " + FIRST);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      HostStore store = store(url);
      Future<?> first = threads.submit(() -> store.of("shop", jar).read(connection -> ""));
      await()
          .until(
              () ->
                  PostgresServer.shared()
                      .query(
                          "select count(*) from pg_stat_activity where wait_event = 'PgSleep'"
                              + " and datname = '"
                              + database
                              + "'")
                      .equals("1"));
      store.close();
      await().until(first::isDone); // its own read may come too late
    }
    assertThat(
            PostgresServer.shared()
                .query("select count(*) from pg_stat_activity where datname = '" + database + "'"))
        .isEqualTo("0");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select version from shop_schema_history")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("1");
    }
  }
}
