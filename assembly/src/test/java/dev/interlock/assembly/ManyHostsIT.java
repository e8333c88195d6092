package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.testkit.FaultMix;
import dev.interlock.testkit.Findings;
import dev.interlock.testkit.PostgresServer;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// Three hosts share one PostgreSQL. One is cut off from everything, one is killed, one is stopped
/// past its leases and goes on: each time the others take its work over.
class ManyHostsIT {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void whatAHostLeavesBehindIsTakenOver(TestReporter reporter) throws Exception {
    Needed.thing(OtherNetwork.isPossible(), "network namespaces, by root and iproute2");
    NoteLoad load = new NoteLoad(new NoteLoad.Pace(12, Duration.ofMillis(20)));
    try (OtherNetwork network = OtherNetwork.make();
        PostgresServer server = PostgresServer.start(folder, network.here());
        NoteHosts hosts =
            NoteHosts.in(
                folder,
                "store: {url: \"" + server.url(network.here()) + "\"}",
                responder(network))) {
      RunningInterlock first = hosts.run();
      RunningInterlock second = hosts.run();
      RunningInterlock far = NoteHosts.ready(hosts.start(Map.of(), network.command()));

      try (NoteLoad.Running _ = load.to(first.api(), second.api())) {
        awaitAccepted(hosts, load, 300);
        network.cut();
        reporter.publishEntry("cut off", takenOver(hosts, load));
        network.mend();
        awaitAccepted(hosts, load, 300);
        first.kill();
        reporter.publishEntry("killed", takenOver(hosts, load));
      }
      RunningInterlock third = hosts.run();
      try (NoteLoad.Running _ = load.to(third.api())) {
        awaitAccepted(hosts, load, 300);
        second.pause();
        reporter.publishEntry("stopped", takenOver(hosts, load));
        awaitAccepted(hosts, load, 300);
        second.resume();
        awaitAccepted(hosts, load, 300);
      }
      Findings findings = hosts.drained(load, LONGEST);

      reporter.publishEntry("many hosts", load.statuses() + ", " + findings.counts());
      assertThat(far.isRunning()).isTrue();
      assertThat(second.isRunning()).isTrue();
    }
  }

  /// Slow enough that every host has something under way at any time.
  private static Responder responder(OtherNetwork network) throws Exception {
    return Responder.start(InetAddress.getByName(network.here()))
        .answer(
            FaultMix.seeded(1)
                .with(0.03, Reply.status(503))
                .with(0.5, new Reply.Delayed(Duration.ofMillis(50), Reply.status(200))));
  }

  private static void awaitAccepted(NoteHosts hosts, NoteLoad load, long more) {
    long before = load.accepted();
    hosts.awaitThat(
        more + " more accepted after " + load.statuses(), () -> load.accepted() >= before + more);
  }

  /// Waits until everything that is accepted by now was taken, with a host missing; says how long.
  private static String takenOver(NoteHosts hosts, NoteLoad load) {
    Duration start = hosts.log().time();
    Set<List<Object>> due = new HashSet<>();
    load.published().stream()
        .filter(each -> each.accepted())
        .forEach(
            each -> {
              due.add(List.of(NoteHosts.ORDERED, each.position()));
              due.add(List.of(NoteHosts.FREE, each.position()));
            });
    hosts.awaitThat(
        "taken over",
        () -> {
          hosts.log().arrivals().stream()
              .filter(each -> each.ending().taken())
              .forEach(each -> due.remove(List.<Object>of(each.target(), each.position())));
          return due.isEmpty();
        });
    return "taken over within " + hosts.log().time().minus(start);
  }
}
