package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file that is shipped, run as it is but for its ports: what the terminal shows, and what is
/// left when the demo goes.
class FirstRunIT {

  private static final String TIME = "\\d\\d:\\d\\d:\\d\\d";
  private static final String EVENT = "evt_\\w+";

  @TempDir Path folder;

  @Test
  void showsAMeasurementThatWasRecordedAndAnAdjustmentThatWasVetoed() throws Exception {
    int port = freePort();
    copyShippedFile();
    try (RunningInterlock interlock = RunningInterlock.run(folder, withPorts(port))) {
      interlock.awaitLine(
          "Interlock \\Q%s\\E ready in \\d+\\.\\d s {2,}Ctrl-C stops"
              .formatted(Distribution.version()));
      interlock.awaitLine("  file       webhooks\\.yaml \\(demo\\)");
      interlock.awaitLine("  plugins    demo, tuning, webhooks");
      interlock.awaitLine("  API        http://127\\.0\\.0\\.1:\\d+");
      interlock.awaitLine(
          TIME + " measure " + EVENT + " completed  [\\d,]+ rpm  p99 \\d+ ms  0 errors");
      interlock.awaitLine(
          TIME
              + "   -> record  after:measure  200  \\d+ ms  try 1     \\(the demo's responder"
              + " verified servo, standard\\)");
      interlock.awaitLine(TIME + " adjust  " + EVENT + "  web\\.replicas=3");
      interlock.awaitLine(TIME + "   -> window  before:adjust  200  \\d+ ms.*");
      interlock.awaitLine(TIME + " adjust  " + EVENT + " CANCELLED by webhooks/window");
      interlock.awaitLine(" +Adjustments are only permitted between midnight and 3am\\.");

      Instant asked = Instant.now();
      assertThat(interlock.stop()).isIn(0, 143);
      assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
      assertThat(interlock.find(TIME + " stopping: 0 in flight, 0 queued"))
          .as(interlock.text())
          .isPresent();
      assertThat(interlock.text())
          .doesNotContain("WARN")
          .doesNotContain("ERROR")
          .doesNotContain("Exception");
      assertThat(folder.resolve("settings.yaml"))
          .as("what a vetoed adjustment would have written")
          .doesNotExist();
    }
  }

  @Test
  void withoutItsJarAndItsPartOfTheFileNothingOfTheDemoIsLeft() throws Exception {
    Path plugins = PluginJar.folder(folder, "tuning", "webhooks");
    String text = Files.readString(Distribution.built().folder().resolve("webhooks.yaml"));
    Files.writeString(
        folder.resolve("webhooks.yaml"), text.substring(0, text.indexOf("# The demo")));
    try (RunningInterlock interlock =
        RunningInterlock.run(folder, "--plugins", plugins.toString())) {
      interlock.awaitLine("  file       webhooks\\.yaml");
      interlock.awaitLine("  plugins    tuning, webhooks");
      assertThat(new Api(interlock.api()).get("/readyz").json().path("status").asString())
          .isEqualTo("ok");
      assertThat(new Api(interlock.api()).get("/v1/webhooks").text()).doesNotContain("8089");
      assertThat(interlock.listeningPorts()).containsExactly(interlock.api().getPort());
      interlock.stop();
      assertThat(interlock.text())
          .doesNotContain("demo")
          .doesNotContain("WARN")
          .doesNotContain("ERROR");
    }
  }

  private void copyShippedFile() throws IOException {
    Files.copy(
        Distribution.built().folder().resolve("webhooks.yaml"), folder.resolve("webhooks.yaml"));
  }

  private static String[] withPorts(int port) {
    String responder = "http://127.0.0.1:" + port;
    List<String> arguments = new ArrayList<>();
    for (String setting :
        List.of(
            "demo.responder.port=" + port,
            "demo.adjust_after=100ms",
            "tuning.measure.url=" + responder + "/healthz",
            "webhooks[0].url=" + responder + "/record",
            "webhooks[1].url=" + responder + "/window")) {
      arguments.add("--set");
      arguments.add(setting);
    }
    return arguments.toArray(String[]::new);
  }

  /// Free a moment ago; the file can't say 0, since its URLs name the port.
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
