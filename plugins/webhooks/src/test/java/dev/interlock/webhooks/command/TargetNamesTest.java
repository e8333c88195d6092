package dev.interlock.webhooks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Json;
import dev.interlock.api.command.ExitCode;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.WebhooksConnector;
import dev.interlock.webhooks.request.DeliveryId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Webhooks of the file and of the API, and destinations of the forwarder, each by all that it is
/// called.
class TargetNamesTest {

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
            .start(
                """
                egress: {allow: [127.0.0.0/8, '::1/128']}
                webhooks:
                  hooks:
                    - name: filed
                      events: after:check
                      url: 'URL'
                      secret: s
                      delivery: durable
                      backoff: false
                  compat: {relay: {auth: none}}
                """
                    .replace("URL", responder.url("/filed").toString()));
    line = new CommandLineFixture(host.api());
  }

  @AfterEach
  void close() {
    host.close();
    responder.close();
  }

  private int deliveries(String... arguments) {
    line = new CommandLineFixture(host.api());
    return line.run(new DeliveriesCommand(line), arguments);
  }

  private int webhooks(String... arguments) {
    line = new CommandLineFixture(host.api());
    return line.run(new WebhooksCommand(line), arguments);
  }

  private JsonNode post(String path, ObjectNode body) {
    return HostCalls.read(
        line.host().call("POST", path, new Json(HostCalls.MAPPER.writeValueAsBytes(body))).body());
  }

  private JsonNode get(String path) {
    return HostCalls.read(line.host().call("GET", path, null).body());
  }

  private static ObjectNode object() {
    return HostCalls.MAPPER.createObjectNode();
  }

  private String register(String name) {
    ObjectNode terms =
        object()
            .put("name", name)
            .put("url", responder.url("/registered").toString())
            .put("content_type", "application/json")
            .put("secret_token", "my-secret-token")
            .put("active", true)
            .put("max_delivery_attempts", 1)
            .put("delivery_attempt_timeout", 5)
            .put("retry_min_backoff", 1)
            .put("retry_max_backoff", 1);
    terms.putArray("valid_status_codes").add(200);
    return post("/v1/webhooks", terms).path("id").asString();
  }

  private void deliver(String webhook) {
    post("/v1/deliveries", object().put("webhook_id", webhook).put("payload", "{}"));
  }

  /// All that each is called, by its name among the targets.
  private Map<String, List<String>> called() {
    String registered = register("ledger");
    deliver(registered);
    String filed = DeliveryId.ofWebhook("filed");
    deliver(filed);
    long destination =
        post("/destinations", object().put("url", responder.url("/to").toString()))
            .path("id")
            .asLong();
    post(
        "/messages",
        object()
            .put("destination", destination)
            .put("contentType", "text/plain")
            .put("msgBody", "m"));
    String forwarded = "relay-" + destination;
    return Map.of(
        "ledger",
        List.of("ledger", registered),
        "filed",
        List.of("filed", filed),
        forwarded,
        List.of(forwarded, "" + destination, DeliveryId.ofWebhook(forwarded)));
  }

  private void awaitFailed(String name) {
    await()
        .atMost(SOON)
        .until(
            () ->
                deliveries("list", "--webhook", name) == ExitCode.OK
                    && line.output().contains("failed"));
  }

  @Test
  void deliveriesOfEachAreListedAndRetriedByAllThatItIsCalled() {
    called()
        .forEach(
            (shown, names) -> {
              for (String name : names) {
                awaitFailed(name);
                assertThat(line.output().lines().skip(1))
                    .as(name)
                    .singleElement()
                    .asString()
                    .contains("  " + shown + "  ");
                assertThat(deliveries("retry", "--webhook", name)).as(name).isZero();
                assertThat(line.output()).as(name).startsWith("1 delivery retried");
              }
            });
  }

  @Test
  void eachIsPausedAndResumedByAllThatItIsCalled() {
    called()
        .forEach(
            (shown, names) -> {
              for (String name : names) {
                String path = "/v1/webhooks/" + name;
                assertThat(webhooks("pause", name)).as(name).isZero();
                assertThat(get(path + "/stats").path("paused").asBoolean()).as(name).isTrue();
                assertThat(get(path).path("state").asString()).as(name).isEqualTo("paused");
                assertThat(webhooks("resume", name)).as(name).isZero();
                assertThat(get(path + "/stats").path("paused").asBoolean()).as(name).isFalse();
                assertThat(webhooks("enable", name)).as(name).isZero();
                assertThat(get(path).path("name").asString()).as(name).isEqualTo(shown);
              }
            });
  }

  @Test
  void whatSeveralAreCalledIsAnErrorThatListsThem() {
    List<String> ids = List.of(register("filed"), DeliveryId.ofWebhook("filed"));

    assertThat(deliveries("list", "--webhook", "filed")).isEqualTo(ExitCode.FAILED);
    assertThat(line.err.toString()).contains(ids).contains("name one by its id");
    assertThat(deliveries("retry", "--webhook", "filed")).isEqualTo(ExitCode.FAILED);
    assertThat(line.err.toString()).contains(ids);
    assertThat(webhooks("pause", "filed")).isEqualTo(ExitCode.FAILED);
    assertThat(line.err.toString()).contains(ids);
    for (String id : ids) {
      assertThat(webhooks("pause", id)).isZero();
    }
  }
}
