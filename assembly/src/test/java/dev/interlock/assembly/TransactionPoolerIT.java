package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.PostgresServer;
import dev.interlock.testkit.Responder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts whose PostgreSQL is behind a pgbouncer that pools transactions.
class TransactionPoolerIT {

  @TempDir private Path folder;

  @Test
  void hostsBehindATransactionPoolerLoseNothingAndSayWhatItCosts() throws Exception {
    Needed.thing(found().isPresent(), "pgbouncer");
    NoteLoad load = new NoteLoad(new NoteLoad.Pace(8, Duration.ofMillis(5)));
    try (PostgresServer server = PostgresServer.start(folder);
        Pooler pooler = Pooler.start(folder, server.url("127.0.0.1"));
        NoteHosts hosts =
            NoteHosts.in(folder, "store: {url: \"" + pooler.url() + "\"}", Responder.start())) {
      RunningInterlock one = hosts.run();
      one.awaitLine(".*is behind a transaction pooler.*");
      RunningInterlock other = hosts.run();
      assertThat(Distribution.built().run(folder, "check", "--url", one.api().toString()).output())
          .contains("ok", "is behind a transaction pooler", "store.url");
      try (NoteLoad.Running _ = load.to(one.api(), other.api())) {
        hosts.awaitThat("600 accepted", () -> load.accepted() >= 600);
      }
      hosts.drained(load, Duration.ofSeconds(60));
      assertThat(load.statuses().keySet())
          .as(
              Stream.of(one, other)
                  .flatMap(host -> host.output().stream())
                  .filter(line -> !line.contains(" completed") && !line.contains("  -> "))
                  .collect(Collectors.joining("\n")))
          .isEqualTo(Set.of(200));
    }
  }

  private static Optional<Path> found() {
    return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private record Pooler(Process process, int port, String database) implements AutoCloseable {

    static Pooler start(Path folder, String server) throws IOException {
      URI target = URI.create(server.substring(server.indexOf("postgres")));
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      Path file = folder.resolve("pgbouncer.ini");
      Files.writeString(
          file,
          """
          [databases]
          * = host=127.0.0.1 port=%d
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %d
          unix_socket_dir =
          auth_type = any
          pool_mode = transaction
          default_pool_size = 6
          max_client_conn = 200
          ignore_startup_parameters = extra_float_digits
          """
              .formatted(target.getPort(), port)
              .replace("* = host=127.0.0.1", "* = user=postgres host=127.0.0.1"));
      List<String> command = new ArrayList<>();
      if (System.getProperty("user.name").equals("root")) {
        command.addAll(List.of("unshare", "-U")); // it refuses to run as root
      }
      command.addAll(List.of(found().orElseThrow().toString(), file.toString()));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("pgbouncer.log").toFile())
              .start();
      Pooler pooler = new Pooler(process, port, target.getPath());
      pooler.awaitListening();
      return pooler;
    }

    private void awaitListening() {
      await()
          .ignoreExceptions()
          .until(
              () -> {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return true;
              });
    }

    String url() {
      return "jdbc:postgresql://127.0.0.1:" + port + database + "?user=postgres";
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
