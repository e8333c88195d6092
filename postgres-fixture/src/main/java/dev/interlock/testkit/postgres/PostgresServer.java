package dev.interlock.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server of this test's own. `kill` ends it as a power cut would end its processes,
/// `restart` brings it back on the same port with the same data. Thread-safe, but for `kill`,
/// `restart` and `close`.
///
/// ```java
/// String url = PostgresServer.shared().newDatabase();
/// ```
public final class PostgresServer implements AutoCloseable {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Path data;
  private final boolean durable;
  private final int port;
  private @Nullable EmbeddedPostgres server;

  private PostgresServer(boolean durable) {
    this.durable = durable;
    try {
      this.data = Files.createTempDirectory("interlock-postgres");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    EmbeddedPostgres started = start(0);
    this.server = started;
    this.port = started.getPort();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /// The one of this JVM. It doesn't sync its files: quick, and right for all but crash tests.
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final PostgresServer SERVER = new PostgresServer(false);
  }

  /// A server that keeps its promises: every commit is on disk.
  public static PostgresServer durable() {
    return new PostgresServer(true);
  }

  private EmbeddedPostgres start(int chosen) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data.resolve("data"))
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setErrorRedirector(Redirect.DISCARD)
            .setOutputRedirector(Redirect.DISCARD);
    if (chosen != 0) {
      builder.setPort(chosen);
    }
    if (durable) {
      builder.setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on");
    }
    try {
      return builder.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Makes an empty database; gives its JDBC URL, credentials included.
  public String newDatabase() {
    String name = "test" + DATABASES.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return url(name);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres&password=postgres";
  }

  public int port() {
    return port;
  }

  /// Of the server's first process.
  public long pid() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("data/postmaster.pid")).getFirst().strip());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Kills all its processes, with no time to tidy up.
  public void kill() {
    List<ProcessHandle> processes = new ArrayList<>();
    ProcessHandle.of(pid())
        .ifPresent(
            first -> {
              processes.add(first);
              first.descendants().forEach(processes::add);
            });
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(each -> each.onExit().join());
  }

  /// Starts it again after a `kill`; returns when it answers.
  public void restart() {
    forget();
    server = start(port);
  }

  /// Gives back what the library holds of the server that was killed.
  private void forget() {
    EmbeddedPostgres known = server;
    server = null;
    if (known != null) {
      try {
        known.close();
      } catch (IOException | RuntimeException _) {
        // It is dead already: there is nothing to stop.
      }
    }
  }

  @Override
  public void close() {
    forget();
    if (!Files.exists(data)) {
      return;
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
