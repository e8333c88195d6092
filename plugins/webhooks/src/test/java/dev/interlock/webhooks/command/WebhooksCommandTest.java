package dev.interlock.webhooks.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.command.ExitCode;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.WebhooksConnector;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `interlock webhooks …` against a host over real sockets.
class WebhooksCommandTest {

  private static final String FILE =
      """
      webhooks:
        - {name: plain, events: after:startup, url: "http://127.0.0.1:1/a", secret: s3cr3t}
        - {name: other, events: after:startup, url: "http://127.0.0.1:1/b", secret: s3cr3t,
           signing: [hub], headers: {x-team: red}}
        - {name: wide, events: "after:start*", url: "http://127.0.0.1:1/c", secret: s3cr3t}
        - {name: without, events: ["after:s*", "!after:startup"], url: "http://127.0.0.1:1/d",
           secret: s3cr3t}
      """;

  @TempDir private Path folder;
  private TestHost host;
  private CommandLineFixture line;

  @BeforeEach
  void start() {
    host = TestHost.with("webhooks", new WebhooksConnector()).folder(folder).start(FILE);
  }

  @AfterEach
  void close() {
    host.close();
  }

  private int run(String... arguments) {
    line = new CommandLineFixture(host.api());
    return line.run(new WebhooksCommand(line), arguments);
  }

  @Test
  void schemaAloneIsTheSchemaAlone() {
    assertThat(run("schema", "after:startup")).isEqualTo(ExitCode.OK);

    assertThat(line.output()).startsWith("{").doesNotContain("Content-Type");
  }

  @Test
  void schemaShowsTheHeadersOfEachThatHooksTheEvent() {
    assertThat(run("schema", "after:startup", "--headers")).isEqualTo(ExitCode.OK);

    assertThat(line.output())
        .containsSubsequence(
            "# other",
            "Content-Type: application/vnd.opsani.servo-webhooks+json",
            "# plain",
            "Content-Type: application/vnd.opsani.servo-webhooks+json",
            "webhook-id: ",
            "webhook-timestamp: ",
            "X-Servo-Signature: REDACTED",
            "webhook-signature: REDACTED",
            "# wide",
            "X-Servo-Signature: REDACTED",
            "\"$schema\"")
        .contains("x-team: ", "X-Hub-Signature: REDACTED")
        .doesNotContain("s3cr3t", "# without");
  }

  @Test
  void schemaShowsTheHeadersOfOne() {
    assertThat(run("schema", "after:startup", "--headers", "--webhook", "other"))
        .isEqualTo(ExitCode.OK);

    assertThat(line.output()).contains("# other").doesNotContain("# plain");
  }

  @Test
  void schemaShowsWhatEveryRequestHasWhereNobodyHooksTheEvent() {
    assertThat(run("schema", "after:check", "--headers")).isEqualTo(ExitCode.OK);

    assertThat(line.output())
        .startsWith("Content-Type: application/vnd.opsani.servo-webhooks+json")
        .contains("User-Agent: interlock/");
  }

  @Test
  void aWebhookThatIsNotThereIsAnError() {
    assertThat(run("schema", "after:startup", "--headers", "--webhook", "nobody"))
        .isNotEqualTo(ExitCode.OK);
    assertThat(run("schema", "after:startup", "--webhook", "plain")).isEqualTo(2);
    assertThat(line.err.toString()).contains("--webhook is for --headers");
  }
}
