package dev.interlock.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Event;
import dev.interlock.api.Outcome;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.api.RefusedException;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.WebhooksHostTest.Answer;
import dev.interlock.webhooks.WebhooksHostTest.Greeting;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is told after events, out of the store.
class DurableHostTest {

  private static final Event<Greeting, Answer> GREET = WebhooksHostTest.GREET;
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String QUICK = "backoff: {initial: 50ms, max: 50ms}";

  @TempDir private Path folder;

  private final Responder responder = Responder.start();
  private TestHost host;

  private String file(String keys) {
    return "webhooks: [{name: hook, url: '"
        + responder.url("/in")
        + "', secret: s3cr3t, events: after:greet, delivery: durable, "
        + keys
        + "}]";
  }

  private void start(String keys) {
    host =
        TestHost.with("greeter", new WebhooksHostTest.Greeter())
            .and("webhooks", new WebhooksConnector())
            .folder(folder)
            .start(file(keys));
  }

  @AfterEach
  void close() {
    if (host != null) {
      host.close();
    }
    responder.close();
  }

  private Outcome<Answer> greet(String name) {
    return host.events().publish(GREET, new Greeting(name));
  }

  private void awaitRequests(int number) {
    await().atMost(SOON).until(() -> responder.requests().size() >= number);
  }

  private HttpResponse<String> exchange(String method, String path, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(host.api().resolve(path))
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private String state() throws Exception {
    JsonNode list = JSON.readTree(exchange("GET", "/v1/webhooks", "").body());
    return list.at("/webhooks/0/mode").asString() + ": " + list.at("/webhooks/0/state").asString();
  }

  private List<String> names() {
    return responder.requests().stream()
        .map(request -> JSON.readTree(request.body()).at("/parameters/name").asString())
        .toList();
  }

  @Test
  void whatIsAcceptedIsDelivered() throws Exception {
    start(QUICK);
    assertThat(greet("Ada")).isInstanceOf(Completed.class);
    awaitRequests(1);

    await().atMost(SOON).untilAsserted(() -> assertThat(state()).startsWith("durable: ok, 204 "));
  }

  @Test
  void anotherProcessGoesOnWithWhatWaits() {
    responder.always(Reply.status(503));
    start(QUICK);
    greet("Ada");
    awaitRequests(2);
    host.close();
    int tries = responder.requests().size();
    responder.always(Reply.status(204));
    start(QUICK);
    awaitRequests(tries + 1);

    ReceivedRequest last = responder.requests().getLast();
    assertThat(last.header("webhook-id"))
        .isEqualTo(responder.requests().getFirst().header("webhook-id"));
    assertThat(Integer.parseInt(last.header("webhook-attempt").orElseThrow()))
        .isGreaterThanOrEqualTo(tries);
    assertThat(last.body()).isEqualTo(responder.requests().getFirst().body());
  }

  @Test
  void aKeysOrderOutlivesTheProcess() {
    responder.always(Reply.status(503));
    start("ordered: true, " + QUICK);
    for (int i = 0; i < 5; i++) {
      greet("Ada " + i);
    }
    awaitRequests(1);
    host.close();
    int before = responder.requests().size();
    responder.always(Reply.status(204));
    start("ordered: true, " + QUICK);
    awaitRequests(before + 5);

    assertThat(names().subList(before, before + 5))
        .containsExactly("Ada 0", "Ada 1", "Ada 2", "Ada 3", "Ada 4");
    assertThat(names().subList(0, before)).containsOnly("Ada 0");
  }

  @Test
  void whatCantBeStoredFailsThePublish() throws Exception {
    responder.always(Reply.status(503));
    start("max_backlog: 2, backoff: {initial: 1m, max: 1m}");
    greet("one");
    greet("two");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> greet("three"))
        .withMessageContaining("webhooks/hook: the backlog is full: found 2")
        .satisfies(
            refused -> assertThat(refused.code()).isEqualTo(RefusedException.Code.NOT_STORED));
    HttpResponse<String> refused = exchange("POST", "/v1/events/greet", "{\"name\":\"four\"}");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("\"not_stored\"");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(names()).doesNotContain("three", "four");
  }

  @Test
  void aDisabledWebhookStaysSoUntilItsEntryIsEdited() throws Exception {
    responder.always(Reply.status(503));
    start("disable_after: 1ms, " + QUICK);
    greet("Ada");
    await().atMost(SOON).until(() -> state().startsWith("durable: disabled: nothing but failures"));
    host.close();
    responder.always(Reply.status(204));
    start("disable_after: 1ms, " + QUICK);
    assertThat(state()).startsWith("durable: disabled: nothing but failures");
    assertThat(state()).doesNotContain("entry");
    int tries = responder.requests().size();
    host.close();
    start("disable_after: 1h, " + QUICK);
    awaitRequests(tries + 1);

    await().atMost(SOON).untilAsserted(() -> assertThat(state()).startsWith("durable: ok"));
  }

  @Test
  void whatWaitsForARemovedWebhookIsParked() throws Exception {
    responder.always(Reply.status(503));
    start("backoff: {initial: 1m, max: 1m}");
    greet("Ada");
    awaitRequests(1);
    host.rewrite("webhooks: []");
    await()
        .atMost(SOON)
        .until(() -> !exchange("GET", "/v1/webhooks", "").body().contains("hook\""));
    responder.always(Reply.status(204));
    host.rewrite(file("backoff: {initial: 50ms}, description: back"));
    await().atMost(SOON).until(() -> state().startsWith("durable:"));
    greet("Grace");
    awaitRequests(2);

    assertThat(names()).containsExactly("Ada", "Grace");
  }

  @Test
  void aPauseOutlivesTheProcess() throws Exception {
    start(QUICK);
    exchange("POST", "/v1/webhooks/hook/pause", "");
    greet("Ada");
    host.close();
    start(QUICK);
    assertThat(state()).isEqualTo("durable: paused");
    assertThat(responder.requests()).isEmpty();
    exchange("POST", "/v1/webhooks/hook/resume", "");

    awaitRequests(1);
  }
}
