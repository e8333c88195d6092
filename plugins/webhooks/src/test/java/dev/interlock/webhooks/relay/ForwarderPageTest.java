package dev.interlock.webhooks.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The session that docs/from-the-forwarder.md shows, command by command.
class ForwarderPageTest {

  private static final Pattern TRANSCRIPT =
      Pattern.compile("<!-- transcript -->\\n((?: {4}.*\\n)+)");

  @TempDir private Path folder;

  @Test
  void everyCommandAnswersAsThePageShows() throws Exception {
    boolean found = isThere("curl");
    if ("true".equals(System.getenv("CI"))) {
      assertThat(found).as("curl is needed in CI").isTrue();
    }
    assumeTrue(found, "curl is not installed");
    Matcher shown =
        TRANSCRIPT.matcher(Files.readString(Path.of("../../docs/from-the-forwarder.md")));
    assertThat(shown.find()).isTrue();
    String session = shown.group(1).indent(-4);
    try (RelayHost host = RelayHost.start(folder)) {
      List<String> lines = new ArrayList<>();
      for (String line : session.lines().toList()) {
        if (line.startsWith("$ ")) {
          lines.add(line);
          run(line.substring(2).replace("http://127.0.0.1:8080", host.api().toString()))
              .lines()
              .forEach(lines::add);
        }
      }
      assertThat(lines).hasSizeGreaterThan(10).containsExactlyElementsOf(session.lines().toList());
    }
  }

  private static boolean isThere(String program) throws IOException, InterruptedException {
    return new ProcessBuilder("bash", "-c", "command -v " + program).start().waitFor() == 0;
  }

  private static String run(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output.replace("\r", "");
  }
}
