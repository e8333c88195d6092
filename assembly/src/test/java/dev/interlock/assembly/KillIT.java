package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.FaultMix;
import dev.interlock.testkit.Findings;
import dev.interlock.testkit.PostgresServer;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// The host is killed under load, again and again, at any instant; in the end everything that it
/// had accepted has arrived, in order. `-Dinterlock.seed=N` repeats a run's instants and faults.
class KillIT {

  /// For a hundred and more, which take minutes: `-Dinterlock.kills=100`.
  private static final int KILLS = Integer.getInteger("interlock.kills", 40);

  /// One of so many is killed while it starts, or while it handles the first publishes.
  private static final int EARLY = 8;

  /// Milliseconds.
  private static final int LONGEST_START = 2_000;

  private static final int LONGEST_RUN = 500;

  @TempDir private Path folder;
  private final long seed = Long.getLong("interlock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void nothingIsLostWithSqlite(TestReporter reporter) throws Exception {
    survives("", reporter);
  }

  @Test
  void nothingIsLostWithPostgres(TestReporter reporter) throws Exception {
    try (PostgresServer server = PostgresServer.start(folder)) {
      survives("store: {url: \"" + server.url("127.0.0.1") + "\"}", reporter);
    }
  }

  private void survives(String store, TestReporter reporter) throws Exception {
    reporter.publishEntry("interlock.seed", Long.toString(seed));
    NoteLoad load = new NoteLoad(new NoteLoad.Pace(8, Duration.ofMillis(5)));
    try (NoteHosts hosts = NoteHosts.in(folder, store, Responder.start().answer(faults()));
        ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor()) {
      int ran = 0;
      for (int i = 0; i < KILLS; i++) {
        hosts.killed();
        ran += cycle(hosts, load, killer) ? 1 : 0;
      }
      hosts.killed();
      NoteHosts.ready(hosts.start());
      Findings findings = hosts.drained(load, Duration.ofSeconds(60));
      reporter.publishEntry(
          "kills", KILLS + ", " + ran + " of them under load; " + findings.counts());
      assertThat(ran).isGreaterThan(KILLS / 2);
      assertThat(findings.counts().accepted()).isGreaterThan(KILLS);
    } catch (AssertionError failure) {
      throw new AssertionError("with -Dinterlock.seed=" + seed, failure);
    }
  }

  /// Whether it accepted anything.
  private boolean cycle(NoteHosts hosts, NoteLoad load, ScheduledExecutorService killer)
      throws Exception {
    long before = load.accepted();
    boolean early = random.nextInt(EARLY) == 0;
    try (RunningInterlock host = hosts.start()) {
      if (early) {
        ScheduledFuture<?> killed = kill(host, random.nextInt(LONGEST_START), killer);
        if (host.awaitLineOrEnd(NoteHosts.READY)) {
          try (NoteLoad.Running _ = load.to(host.api())) {
            killed.get();
          }
        }
      } else {
        NoteHosts.ready(host);
        try (NoteLoad.Running _ = load.to(host.api())) {
          await()
              .atMost(Duration.ofSeconds(60))
              .pollInterval(Duration.ofMillis(5))
              .until(() -> load.accepted() > before);
          kill(host, random.nextInt(LONGEST_RUN), killer).get();
        }
      }
    }
    return load.accepted() > before;
  }

  private static ScheduledFuture<?> kill(
      RunningInterlock host, int after, ScheduledExecutorService killer) {
    return killer.schedule(
        () -> {
          host.kill();
          return null;
        },
        after,
        TimeUnit.MILLISECONDS);
  }

  private FaultMix faults() {
    return FaultMix.seeded(seed)
        .with(0.02, Reply.status(503))
        .with(0.01, new Reply.Reset())
        .with(0.01, new Reply.Closed())
        .with(0.03, new Reply.Delayed(Duration.ofMillis(100), Reply.status(200)));
  }
}
