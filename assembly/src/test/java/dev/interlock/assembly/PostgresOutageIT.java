package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.testkit.Findings;
import dev.interlock.testkit.PostgresServer;
import dev.interlock.testkit.Responder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// The database is killed and comes back while a host publishes and delivers.
class PostgresOutageIT {

  private static final int OUTAGES = 4;
  private static final Duration LONGEST = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void everyAcceptedDeliveryArrivesAndNothingHangs(TestReporter reporter) throws Exception {
    NoteLoad load = new NoteLoad(new NoteLoad.Pace(8, Duration.ofMillis(20)));
    try (PostgresServer server = PostgresServer.start(folder);
        NoteHosts hosts =
            NoteHosts.in(
                folder, "store: {url: \"" + server.url("127.0.0.1") + "\"}", Responder.start())) {
      RunningInterlock host = hosts.run();
      try (NoteLoad.Running _ = load.to(host.api())) {
        for (int i = 0; i < OUTAGES; i++) {
          awaitMore(hosts, load, 200, 100);
          server.kill();
          awaitMore(hosts, load, 503, 10);
          server.restart();
        }
        awaitMore(hosts, load, 200, 100);
      }
      Findings findings = hosts.drained(load, LONGEST);

      reporter.publishEntry(
          "outages", load.statuses() + ", " + findings.counts() + ", longest " + load.longest());
      assertThat(load.statuses()).containsOnlyKeys(200, 503);
      assertThat(host.isRunning()).isTrue();
    }
  }

  private static void awaitMore(NoteHosts hosts, NoteLoad load, int status, long more) {
    long before = load.statuses().getOrDefault(status, 0L);
    hosts.awaitThat(
        more + " more answers of " + status + " after " + load.statuses(),
        () -> load.statuses().getOrDefault(status, 0L) >= before + more);
  }
}
