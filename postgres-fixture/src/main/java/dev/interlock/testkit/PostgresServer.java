package dev.interlock.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// A PostgreSQL of a test's own, with fsync on, that can be killed as a power cut would and started
/// again over the same data on the same port. Everybody who reaches it may enter. Not thread-safe,
/// but for `newDatabase`.
///
/// ```java
/// String url = PostgresServer.shared().newDatabase();
/// ```
@NullMarked
public final class PostgresServer implements AutoCloseable {

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Path data;
  private final int port;
  private final List<String> command;
  private Process process;

  private PostgresServer(Path data, int port, List<String> command) throws IOException {
    this.data = data;
    this.port = port;
    this.command = command;
    this.process = launch();
  }

  /// The one of this JVM, which ends with it. Nobody kills it.
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final PostgresServer SERVER = start();

    private static PostgresServer start() {
      try {
        Path folder = Files.createTempDirectory("interlock-postgres");
        PostgresServer server = PostgresServer.start(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
        return server;
      } catch (Exception failure) {
        throw new IllegalStateException("no PostgreSQL for tests", failure);
      }
    }

    private static void end(PostgresServer server, Path folder) {
      try {
        server.kill();
        delete(folder);
      } catch (InterruptedException | IOException failure) {
        throw new IllegalStateException("left behind: " + folder, failure);
      }
    }

    private static void delete(Path folder) throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /// @param folder where its data are kept
  /// @param addresses where it listens beside loopback
  public static PostgresServer start(Path folder, String... addresses) throws Exception {
    return start(folder, List.of(), addresses);
  }

  /// @param settings `NAME=VALUE`, beside fsync and the like
  public static PostgresServer start(Path folder, List<String> settings, String... addresses)
      throws Exception {
    Path data = folder.resolve("postgres");
    int port;
    Path program;
    try (EmbeddedPostgres first =
        EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).start()) {
      port = first.getPort();
      program = program(data);
    }
    Files.writeString(
        data.resolve("pg_hba.conf"), "host all all all trust\n", StandardOpenOption.APPEND);
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to run as root
    }
    command.addAll(
        List.of(
            program.toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "fsync=on",
            "-c",
            "max_connections=200",
            "-c",
            "unix_socket_directories=",
            "-c",
            "listen_addresses=" + String.join(",", with("127.0.0.1", addresses))));
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    PostgresServer server = new PostgresServer(data, port, command);
    try {
      server.awaitReady();
      return server;
    } catch (RuntimeException | Error notReady) {
      server.close();
      throw notReady;
    }
  }

  private static List<String> with(String first, String... others) {
    return Stream.concat(Stream.of(first), Stream.of(others)).toList();
  }

  private static Path program(Path data) throws IOException {
    long pid =
        Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    return Path.of("/proc", Long.toString(pid), "exe").toRealPath();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(data.resolveSibling("postgres.log").toFile()))
        .start();
  }

  /// Waits until it answers queries.
  public void awaitReady() {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!isReady()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "PostgreSQL does not answer after " + LONGEST + "; see postgres.log beside its data");
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private boolean isReady() {
    try {
      return query("SHOW fsync").equals("on");
    } catch (SQLException _) {
      return false; // it still starts
    }
  }

  /// What the first column of the first row says, as text.
  public String query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? String.valueOf(result.getString(1)) : "";
    }
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url("127.0.0.1"));
  }

  /// For JDBC, with the user.
  public String url(String host) {
    return "jdbc:postgresql://" + host + ":" + port + "/postgres?user=postgres";
  }

  /// Makes an empty database; gives its JDBC URL, with the user.
  public String newDatabase() {
    String name = "test" + DATABASES.incrementAndGet();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return url("127.0.0.1").replace("/postgres?", "/" + name + "?");
  }

  public int port() {
    return port;
  }

  /// SIGKILL to all its processes at once.
  public void kill() throws InterruptedException {
    List<ProcessHandle> children = process.toHandle().descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  /// Starts it again; it recovers from its log.
  public void restart() throws IOException {
    process = launch();
    awaitReady();
  }

  @Override
  public void close() {
    try {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
