package dev.interlock.webhooks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Json;
import dev.interlock.api.command.ExitCode;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.WebhooksConnector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `interlock deliveries …` against a host over real sockets.
class DeliveriesCommandTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final Responder responder = Responder.start();
  private TestHost host;
  private CommandLineFixture line;

  @BeforeEach
  void start() {
    responder.always(Reply.status(500));
    host =
        TestHost.with("webhooks", new WebhooksConnector())
            .folder(folder)
            .start("egress: {allow: [127.0.0.0/8, '::1/128']}\n");
    line = new CommandLineFixture(host.api());
  }

  @AfterEach
  void close() {
    host.close();
    responder.close();
  }

  private int run(String... arguments) {
    line = new CommandLineFixture(host.api());
    return line.run(new DeliveriesCommand(line), arguments);
  }

  private JsonNode call(String method, String path, ObjectNode body) {
    return HostCalls.read(
        line.host().call(method, path, new Json(HostCalls.MAPPER.writeValueAsBytes(body))).body());
  }

  private String register(String name, int tries, boolean ordered) {
    ObjectNode terms =
        HostCalls.MAPPER
            .createObjectNode()
            .put("name", name)
            .put("url", responder.url("/hook").toString())
            .put("content_type", "application/json")
            .put("secret_token", "my-secret-token")
            .put("active", true)
            .put("max_delivery_attempts", tries)
            .put("delivery_attempt_timeout", 5)
            .put("retry_min_backoff", 600)
            .put("retry_max_backoff", 600)
            .put("ordered", ordered);
    terms.putArray("valid_status_codes").add(200);
    return call("POST", "/v1/webhooks", terms).path("id").asString();
  }

  private String deliver(String webhook) {
    ObjectNode delivery =
        HostCalls.MAPPER
            .createObjectNode()
            .put("webhook_id", webhook)
            .put("payload", "n\u001b[31m");
    return call("POST", "/v1/deliveries", delivery).path("id").asString();
  }

  private void awaitLine(String id, String words) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              run("list");
              return line.output()
                  .lines()
                  .anyMatch(each -> each.startsWith(id) && each.contains(words));
            });
  }

  @Test
  void aBlockedKeyShowsWithTheAgeOfItsHeadUntilItsHeadIsCancelled() {
    String webhook = register("ledger", 3, true);
    String head = deliver(webhook);
    String behind = deliver(webhook);
    awaitLine(head, "ledger   pending  1");

    run("list", "--webhook", "ledger");
    assertThat(line.output())
        .containsPattern("(?m)^ID +WEBHOOK +STATUS +TRIES +AGE$")
        .containsPattern("(?m)^" + behind + "  ledger   blocked  0 +\\d+s$")
        .containsPattern("(?m)^ledger: the oldest head of a blocked key has waited for \\d+[sm]$");
    assertThat(run("list", "--status", "blocked")).isZero();
    assertThat(line.output()).contains(behind).doesNotContain(head);

    responder.always(Reply.status(200));
    assertThat(run("cancel", head)).isZero();
    assertThat(line.output()).isEqualTo(head + "  cancelled" + System.lineSeparator());
    awaitLine(behind, "delivered");
    run("list");
    assertThat(line.output()).doesNotContain("blocked key");
    assertThat(run("cancel", behind)).isEqualTo(ExitCode.FAILED);
    assertThat(line.err.toString()).contains("nothing to cancel: the delivery is delivered");
  }

  @Test
  void theKeyOfOneThatIsCancelledOnTheWireWaitsForItsReply() {
    CountDownLatch answered = new CountDownLatch(1);
    responder.next(new Reply.Held(answered, Reply.status(200)));
    responder.always(Reply.status(200));
    String webhook = register("ledger", 3, true);
    String head = deliver(webhook);
    await().atMost(SOON).until(() -> responder.requests().size() == 1);
    String behind = deliver(webhook);

    assertThat(run("cancel", head)).isZero();
    assertThat(run("retry", behind)).isZero();
    String other = deliver(register("other", 3, false));
    awaitLine(other, "delivered");
    assertThat(responder.requests()).hasSize(2);

    answered.countDown();
    awaitLine(behind, "delivered");
  }

  @Test
  void theListIsJsonWithTheNamesOfWebhooksAndTheAgesOfHeads() {
    String webhook = register("ledger", 3, true);
    String head = deliver(webhook);
    String behind = deliver(webhook);
    awaitLine(head, "pending  1");

    assertThat(run("list", "--limit", "1", "--output", "json")).isZero();
    JsonNode page = HostCalls.MAPPER.readTree(line.output());
    assertThat(page.path("deliveries")).hasSize(1);
    assertThat(page.path("deliveries").get(0).path("id").asString()).isEqualTo(behind);
    assertThat(page.path("deliveries").get(0).path("state").asString()).isEqualTo("blocked");
    assertThat(page.path("deliveries").get(0).path("webhook").asString()).isEqualTo("ledger");
    assertThat(page.path("blocked").get(0).path("webhook_id").asString()).isEqualTo(webhook);
    assertThat(page.path("blocked").get(0).path("blocked_for").asDouble()).isPositive();
    run("list", "--limit", "1");
    assertThat(line.output()).contains("and older ones");
  }

  @Test
  void whatWasGivenUpIsShownWithItsAttemptsAndRetriedByIdOrAllAtOnce() {
    String webhook = register("orders", 1, false);
    String one = deliver(webhook);
    String two = deliver(webhook);
    awaitLine(one, "failed");
    awaitLine(two, "failed");

    assertThat(run("show", one)).isZero();
    assertThat(line.output())
        .containsPattern("(?m)^status +failed$")
        .containsPattern("(?m)^1 +\\S+ +500 +\\d+ ms")
        .contains("n\\x1b[31m")
        .doesNotContain("\u001b");
    assertThat(run("show", one, "--output", "json")).isZero();
    assertThat(HostCalls.MAPPER.readTree(line.output()).path("delivery_attempts")).hasSize(1);

    responder.always(Reply.status(200));
    assertThat(run("retry", "--webhook", webhook, "--status", "parked")).isZero();
    assertThat(line.output()).startsWith("0 deliveries retried");
    assertThat(run("retry", one)).isZero();
    assertThat(line.output()).startsWith(one + "  ");
    awaitLine(one, "delivered");
    assertThat(run("retry", "--webhook", webhook, "--status", "failed", "--since", "1h")).isZero();
    assertThat(line.output()).startsWith("1 delivery retried");
    awaitLine(two, "delivered");
  }

  @Test
  void whatIsNotThereFailsAndWhatIsWrittenWrongIsWrongUsage() {
    String none = UUID.randomUUID().toString();
    assertThat(run("cancel", none)).isEqualTo(ExitCode.FAILED);
    assertThat(run("show", none)).isEqualTo(ExitCode.FAILED);
    assertThat(line.err.toString()).contains("delivery not found");
    assertThat(run("list", "--webhook", "nobody")).isEqualTo(ExitCode.FAILED);
    assertThat(line.err.toString()).contains("no such webhook");

    assertThat(run("retry")).isEqualTo(ExitCode.USAGE);
    assertThat(run("retry", none, "--webhook", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(run("retry", "--webhook", "x", "--since", "noon")).isEqualTo(ExitCode.USAGE);
    assertThat(run("list", "--status", "lost")).isEqualTo(ExitCode.USAGE);
    assertThat(run("list", "--limit", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(run("list", "--output", "xml")).isEqualTo(ExitCode.USAGE);
    assertThat(run()).isEqualTo(ExitCode.USAGE);
  }
}
