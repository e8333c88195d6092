package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.testkit.PostgresServer;
import dev.interlock.testkit.Responder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RekeyIT {

  @TempDir private Path folder;

  private Distribution.Ended rekey() throws Exception {
    return Distribution.built()
        .run(
            folder,
            Map.of("RESPONDER", "http://127.0.0.1:9"),
            new byte[0],
            "migrate",
            "--rekey",
            "--plugins",
            folder.resolve("plugins").toString());
  }

  @Test
  void theKeyIsNotChangedUnderHostsThatLive() throws Exception {
    try (PostgresServer server = PostgresServer.start(folder);
        NoteHosts hosts =
            NoteHosts.in(
                folder, "store: {url: \"" + server.url("127.0.0.1") + "\"}", Responder.start())) {
      RunningInterlock host = hosts.run();
      hosts.awaitThat(
          "its name",
          () -> server.query("SELECT count(*) FROM interlock_delivery_host").equals("1"));
      String name = server.query("SELECT label FROM interlock_delivery_host");

      Distribution.Ended refused = rekey();
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.errors()).contains("--rekey: found hosts that run on", name);

      host.stop();
      Distribution.Ended done = rekey();
      assertThat(done.errors()).isEmpty();
      assertThat(done.output()).contains("rekeyed: 0 secrets");
    }
  }
}
