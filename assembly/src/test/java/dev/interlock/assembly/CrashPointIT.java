package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.host.store.CrashPoint;
import dev.interlock.testkit.PostgresServer;
import dev.interlock.testkit.Responder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The host stops dead at every point around a commit, one after the other; what it had accepted
/// arrives all the same.
class CrashPointIT {

  private static final int KILLED = 137;

  @TempDir private Path folder;

  @Test
  void nothingIsLostAtAnyPointWithSqlite() throws Exception {
    survives("");
  }

  @Test
  void nothingIsLostAtAnyPointWithPostgres() throws Exception {
    try (PostgresServer server = PostgresServer.start(folder)) {
      survives("store: {url: \"" + server.url("127.0.0.1") + "\"}");
    }
  }

  private void survives(String store) throws Exception {
    NoteLoad load = new NoteLoad(new NoteLoad.Pace(4, Duration.ofMillis(10)));
    try (NoteHosts hosts = NoteHosts.in(folder, store, Responder.start())) {
      int pass = 1;
      for (CrashPoint point : CrashPoint.values()) {
        String where = point.name().toLowerCase(Locale.ROOT) + ":" + pass;
        hosts.killed();
        RunningInterlock host = hosts.start(Map.of("INTERLOCK_CRASH_AT", where), List.of());
        if (host.awaitLineOrEnd(NoteHosts.READY)) {
          try (NoteLoad.Running _ = load.to(host.api())) {
            assertThat(host.awaitEnd()).as(where).isEqualTo(KILLED);
          }
        }
        assertThat(host.awaitEnd()).as("%s\n%s", where, host.text()).isEqualTo(KILLED);
        pass = pass % 5 + 1;
      }
      hosts.killed();
      hosts.run();
      assertThat(hosts.drained(load, Duration.ofSeconds(60)).counts().accepted()).isPositive();
    }
  }
}
