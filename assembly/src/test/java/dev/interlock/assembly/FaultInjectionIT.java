package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.assembly.Faults.Kind;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// The disk and the clock fail a host under load; in the end, and after a power cut, everything
/// that it had accepted has arrived, in order. `-Dinterlock.seed=N` repeats a run's instants.
class FaultInjectionIT {

  private static final Duration DRAIN = Duration.ofSeconds(60);

  /// Of a folder whose `webhooks.yaml` names no store.
  private static final String DATABASE = "data/interlock.db";

  @TempDir private Path folder;
  private final long seed = Long.getLong("interlock.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private Faults faults;
  private Path database;

  @BeforeEach
  void build(TestReporter reporter) throws Exception {
    reporter.publishEntry("interlock.seed", Long.toString(seed));
    faults = Faults.in(folder);
    database = folder.resolve(DATABASE);
  }

  private static NoteLoad load() {
    return new NoteLoad(new NoteLoad.Pace(8, Duration.ofMillis(5)));
  }

  private RunningInterlock run(NoteHosts hosts) throws Exception {
    return NoteHosts.ready(hosts.start(faults.environment(), List.of()));
  }

  private static void awaitAccepted(NoteHosts hosts, NoteLoad load, int more) {
    long before = load.accepted();
    hosts.awaitThat(more + " more accepted", () -> load.accepted() >= before + more);
  }

  @Test
  void nothingIsLostInAPowerCut() throws Exception {
    survives(Kind.LOG, 0);
  }

  @Test
  void nothingIsLostWhereSyncsOfTheLogFail() throws Exception {
    survives(Kind.LOG, 3);
  }

  @Test
  void nothingIsLostWhereSyncsOfTheFolderFail() throws Exception {
    survives(Kind.FOLDER, 2);
  }

  /// Power is cut in several rounds, each after syncs have failed and more was accepted.
  private void survives(Kind kind, int failures) throws Exception {
    NoteLoad load = load();
    try (NoteHosts hosts = NoteHosts.in(folder, "", Responder.start())) {
      for (int round = 0; round < 3; round++) {
        RunningInterlock host = run(hosts);
        try (NoteLoad.Running _ = load.to(host.api())) {
          awaitAccepted(hosts, load, 20);
          if (failures > 0) {
            faults.failSyncs(Kind.LOG, 1); // a folder is synced only once the log is in doubt
            faults.failSyncs(kind, 1 + random.nextInt(failures));
            hosts.awaitThat("the failures", () -> faults.haveFailed(kind));
            host.awaitLine(".*could not be brought to disk.*nothing is accepted.*");
          }
          awaitAccepted(hosts, load, 20 + random.nextInt(20));
          host.kill();
        }
        hosts.killed();
        faults.cutPower(database);
      }
      run(hosts);
      hosts.drained(load, DRAIN);
    } catch (AssertionError failure) {
      throw new AssertionError("with -Dinterlock.seed=" + seed, failure);
    }
  }

  /// Replies take so long that attempts are on the wire at each step.
  @Test
  void nothingIsSentTwiceOrLateWhereTheClockSteps() throws Exception {
    NoteLoad load = load();
    Responder responder =
        Responder.start().always(new Reply.Delayed(Duration.ofMillis(30), Reply.status(200)));
    try (NoteHosts hosts = NoteHosts.in(folder, "", responder)) {
      RunningInterlock host = run(hosts);
      try (NoteLoad.Running _ = load.to(host.api())) {
        awaitAccepted(hosts, load, 30);
        faults.clock(Duration.ofSeconds(60));
        awaitAccepted(hosts, load, 30);
        host.awaitLine(".*the clock was set by PT.*");
        faults.clock(Duration.ofHours(-1));
        awaitAccepted(hosts, load, 30);
        host.awaitLine(".*the clock was set by PT-1H.*");
        awaitAccepted(hosts, load, 30);
      }
      hosts.drained(load, DRAIN);
    }
  }

  @Test
  void nothingIsLostWhereSyncsOfTheDatabaseFailAsTheLogIsCopied() throws Exception {
    NoteLoad load = load();
    try (NoteHosts hosts = NoteHosts.in(folder, "", Responder.start())) {
      RunningInterlock host = run(hosts);
      faults.failSyncs(Kind.DATABASE, 2);
      try (NoteLoad.Running _ = load.to(host.api())) {
        hosts.awaitThat("the failures", () -> faults.haveFailed(Kind.DATABASE));
        awaitAccepted(hosts, load, 20);
        host.kill();
      }
      hosts.killed();
      faults.cutPower(database);
      run(hosts);
      hosts.drained(load, DRAIN);
    }
  }

  @Test
  void nothingIsAcceptedWhileSyncsGoOnFailing() throws Exception {
    NoteLoad load = load();
    try (NoteHosts hosts = NoteHosts.in(folder, "", Responder.start())) {
      RunningInterlock host = run(hosts);
      Api api = new Api(host.api());
      try (NoteLoad.Running _ = load.to(host.api())) {
        awaitAccepted(hosts, load, 20);
        faults.failSyncs(Kind.LOG, Integer.MAX_VALUE);
        host.awaitLine(".*could not be brought to disk.*");
        assertThat(api.get("/readyz").text()).contains("could not be brought to disk");
        assertThat(check(host)).contains("FAIL", "could not be brought to disk");
        long accepted = load.accepted();
        long answered = load.published().size();
        hosts.awaitThat("100 answers", () -> load.published().size() > answered + 100);
        assertThat(load.accepted()).isEqualTo(accepted);
        faults.failSyncs(Kind.LOG, 0);
        awaitAccepted(hosts, load, 20);
      }
      host.stop();
      assertThat(host.text()).contains("was written anew and is on disk");
      faults.cutPower(database);
      run(hosts);
      hosts.drained(load, DRAIN);
    }
  }

  @Test
  void aFirstStartWhoseSyncsFailAcceptsNothingThatIsNotOnDisk() throws Exception {
    for (Kind kind : Kind.values()) {
      Path place = Files.createDirectories(folder.resolve(kind.name()));
      NoteLoad load = load();
      try (NoteHosts hosts = NoteHosts.in(place, "", Responder.start())) {
        faults.failSyncs(kind, 1);
        RunningInterlock host = hosts.start(faults.environment(), List.of());
        if (!host.awaitLineOrEnd(NoteHosts.READY)) {
          assertThat(host.text()).contains("interlock.db");
          host = run(hosts);
        }
        try (NoteLoad.Running _ = load.to(host.api())) {
          awaitAccepted(hosts, load, 20);
          host.kill();
        }
        hosts.killed();
        faults.cutPower(place.resolve(DATABASE));
        run(hosts);
        hosts.drained(load, DRAIN);
      } catch (AssertionError failure) {
        throw new AssertionError(kind.toString(), failure);
      }
      for (String suffix : List.of("", "-wal")) {
        Files.deleteIfExists(faults.folder().resolve("disk").resolve("interlock.db" + suffix));
      }
    }
  }

  @Test
  void aFullDiskRefusesUntilThereIsRoomAgain() throws Exception {
    NoteLoad load = load();
    try (NoteHosts hosts = NoteHosts.in(folder, "", Responder.start())) {
      RunningInterlock host = run(hosts);
      try (NoteLoad.Running _ = load.to(host.api())) {
        awaitAccepted(hosts, load, 20);
        faults.fillDisk();
        hosts.awaitThat("refusals", () -> load.statuses().getOrDefault(503, 0L) > 20);
        faults.makeRoom();
        awaitAccepted(hosts, load, 20);
        host.kill();
      }
      assertThat(load.statuses()).containsOnlyKeys(0, 200, 503);
      hosts.killed();
      faults.cutPower(database);
      run(hosts);
      hosts.drained(load, DRAIN);
    }
  }

  @Test
  void belowTheFloorAnEventIsRefusedBeforeAnythingIsAsked() throws Exception {
    try (NoteHosts hosts = NoteHosts.in(folder, "", Responder.start())) {
      Path file = folder.resolve("webhooks.yaml");
      Files.writeString(
          file,
          Files.readString(file)
                  .replace("    delivery: durable\n", "")
                  .replace("events: after:note,", "events: after:note, delivery: durable,")
              + "    - {name: gate, events: before:note, url: \"${env:RESPONDER}/gate\"}\n");
      RunningInterlock host = run(hosts);
      Api api = new Api(host.api());
      String note = "{\"key\":\"k\",\"sequence\":%d,\"text\":\"t\"}";
      assertThat(api.publish("note", note.formatted(1)).status()).isEqualTo(200);
      assertThat(asked(hosts)).isEqualTo(1);

      faults.free((256L << 20) - 4096);
      hosts.awaitThat("a refusal", () -> api.publish("note", note.formatted(2)).status() == 503);
      long askedBefore = asked(hosts);
      Api.Answer refused = api.publish("note", note.formatted(3));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("\"not_stored\"", "256MiB");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(asked(hosts)).isEqualTo(askedBefore);
      assertThat(check(host)).contains("FAIL", "store", "256MiB");
      assertThat(api.get("/readyz").text()).contains("256MiB");

      faults.makeRoom();
      hosts.awaitThat("room", () -> api.publish("note", note.formatted(4)).status() == 200);
      assertThat(check(host)).doesNotContain("256MiB");
    }
  }

  private static long asked(NoteHosts hosts) {
    return hosts.log().arrivals().stream().filter(each -> each.target().equals("/gate")).count();
  }

  private String check(RunningInterlock host) throws Exception {
    return Distribution.built().run(folder, "check", "--url", host.api().toString()).output();
  }

  @Test
  void nothingIsLostOfADatabaseBehindALink() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createDirectories(database.getParent());
    Files.createSymbolicLink(database, elsewhere.resolve("real.db"));
    database = elsewhere.resolve("real.db");
    survives(Kind.LOG, 2);
    assertThat(Files.exists(elsewhere.resolve("real.db.lock"))).isTrue();
  }
}
