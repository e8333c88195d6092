package dev.interlock.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Event;
import dev.interlock.api.Outcome;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.api.Outcome.Failed;
import dev.interlock.testkit.ManualClock;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.WebhooksHostTest.Answer;
import dev.interlock.webhooks.WebhooksHostTest.Greeting;
import dev.interlock.webhooks.observation.WebhookEvents;
import dev.interlock.webhooks.observation.WebhookEvents.DeliveryFailed;
import dev.interlock.webhooks.observation.WebhookEvents.WebhookDisabled;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is told after events, from publish to the responder's socket, out of memory.
class DeliveryHostTest {

  private static final Event<Greeting, Answer> GREET = WebhooksHostTest.GREET;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String QUICK = "backoff: {max_tries: 3, initial: 20ms, max: 20ms}";

  private final Responder responder = Responder.start();
  private final LinkedBlockingQueue<DeliveryFailed> failures = new LinkedBlockingQueue<>();
  private final ManualClock clock = new ManualClock(Instant.now());
  private TestHost host;

  /// `keys` of one after webhook named `hook`.
  private void start(String keys) {
    startFile(file(keys));
  }

  private String file(String keys) {
    return "webhooks: [{name: hook, url: '"
        + responder.url("/in")
        + "', secret: s3cr3t, "
        + (keys.contains("events:") ? "" : "events: after:greet, ")
        + keys
        + "}]";
  }

  private void startFile(String file) {
    host =
        TestHost.with("greeter", new WebhooksHostTest.Greeter())
            .and("webhooks", new WebhooksConnector())
            .clock(clock)
            .start(file);
    host.events().after(WebhookEvents.DELIVERY_FAILED, told -> failures.add(told.input()));
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

  private DeliveryFailed failure() throws InterruptedException {
    DeliveryFailed failure = failures.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(failure).isNotNull();
    return failure;
  }

  private JsonNode hook() throws Exception {
    return JSON.readTree(exchange("GET", "/v1/webhooks").body()).at("/webhooks/0");
  }

  private HttpResponse<String> exchange(String method, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(host.api().resolve(path))
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private double metric(String line) throws Exception {
    return exchange("GET", "/metrics")
        .body()
        .lines()
        .filter(each -> each.startsWith(line))
        .mapToDouble(each -> Double.parseDouble(each.substring(each.lastIndexOf(' ') + 1)))
        .sum();
  }

  private List<String> names() {
    return responder.requests().stream()
        .map(request -> JSON.readTree(request.body()).at("/parameters/name").asString())
        .toList();
  }

  @Test
  void triesAgainUnderTheSameId() throws Exception {
    responder.next(Reply.status(503), new Reply.Reset()).always(Reply.status(204));
    start(QUICK);
    greet("Ada");
    awaitRequests(3);

    assertThat(responder.requests())
        .extracting(request -> request.header("webhook-attempt").orElseThrow())
        .containsExactly("1", "2", "3");
    assertThat(responder.requests())
        .extracting(request -> request.header("webhook-id").orElseThrow())
        .containsOnly(responder.requests().getFirst().header("webhook-id").orElseThrow());
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        metric(
                            "interlock_webhook_deliveries_total{result=\"delivered\",webhook=\"hook\""))
                    .isEqualTo(1));
    assertThat(failures).isEmpty();
  }

  @Test
  void givesUpAfterTheLastAttempt() throws Exception {
    responder.always(Reply.status(500));
    start(QUICK);
    greet("Ada");

    DeliveryFailed failure = failure();
    assertThat(failure.webhook()).isEqualTo("hook");
    assertThat(failure.hook()).isEqualTo("after:greet");
    assertThat(failure.attempts()).isEqualTo(3);
    assertThat(failure.cause()).isEqualTo("status_5xx");
    assertThat(responder.requests()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"backoff: false", "backoff: {max_tries: 1}"})
  void oneAttemptIsOne(String backoff) throws Exception {
    responder.always(Reply.status(503));
    start(backoff);
    greet("Ada");

    assertThat(failure().attempts()).isEqualTo(1);
    assertThat(responder.requests()).hasSize(1);
  }

  @Test
  void waitsAsLongAsTheResponderAsks() {
    responder.next(Reply.tooManyRequests("1")).always(Reply.status(204));
    start(QUICK);
    long startedAt = System.nanoTime();
    greet("Ada");
    awaitRequests(2);

    assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
        .isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void givesUpWhereTheResponderAsksForMoreThanThereIs() throws Exception {
    responder.always(Reply.tooManyRequests("3600"));
    start(QUICK);
    greet("Ada");

    assertThat(failure().cause()).isEqualTo("status_4xx");
    assertThat(responder.requests()).hasSize(1);
  }

  @Test
  void sendsNoMoreAtOnceThanItMay() {
    CountDownLatch held = new CountDownLatch(1);
    responder.always(new Reply.Held(held, Reply.status(204)));
    start("concurrency: 3");
    for (int i = 0; i < 10; i++) {
      greet("Ada " + i);
    }
    awaitRequests(3);
    await()
        .during(Duration.ofMillis(200))
        .atMost(SOON)
        .until(() -> responder.requests().size() == 3);
    assertThat(hookNumber("in_flight")).isEqualTo(3);
    held.countDown();
    awaitRequests(10);
  }

  private int hookNumber(String key) {
    try {
      return hook().path(key).asInt();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFullQueueDropsItsOldestAndCounts() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    responder.always(new Reply.Held(held, Reply.status(204)));
    start("concurrency: 1, max_backlog: 4");
    greet("first");
    awaitRequests(1);
    for (int i = 0; i < 8; i++) {
      assertThat(greet("Ada " + i)).isInstanceOf(Completed.class);
    }
    assertThat(metric("interlock_webhook_dropped_total{webhook=\"hook\"")).isBetween(4.0, 5.0);
    held.countDown();
    await().atMost(SOON).until(() -> names().contains("Ada 7"));
    assertThat(names()).contains("first").doesNotContain("Ada 0", "Ada 1", "Ada 2", "Ada 3");
  }

  @Test
  void oneAfterAnotherWhereItIsOrdered() {
    responder.next(Reply.status(503)).always(Reply.status(204));
    start("ordered: true, " + QUICK);
    for (int i = 0; i < 5; i++) {
      greet("Ada " + i);
    }
    awaitRequests(6);

    assertThat(names()).containsExactly("Ada 0", "Ada 0", "Ada 1", "Ada 2", "Ada 3", "Ada 4");
  }

  @Test
  void onlyItsKeyWaits() {
    CountDownLatch held = new CountDownLatch(1);
    responder.answer(
        request ->
            request.text().contains("\"name\":\"slow\"")
                ? new Reply.Held(held, Reply.status(204))
                : Reply.status(204));
    start("ordered: body.parameters.name");
    greet("slow");
    awaitRequests(1);
    greet("slow");
    greet("quick");
    greet("quick");
    awaitRequests(3);
    assertThat(names()).containsExactly("slow", "quick", "quick");
    held.countDown();
    awaitRequests(4);
  }

  @Test
  void onlyWhatWhenHoldsIsTold() throws Exception {
    start("when: 'body.parameters.name.startsWith(\"Ada\")'");
    greet("Grace");
    greet("Ada");
    awaitRequests(1);

    assertThat(names()).containsExactly("Ada");
    assertThat(metric("interlock_webhook_filtered_total{result=\"left_out\",webhook=\"hook\""))
        .isEqualTo(1);
  }

  @Test
  void expressionsThatFailWithholdNothing() throws Exception {
    start("when: 'body.parameters.missing', ordered: body.parameters.missing");
    greet("Ada");
    awaitRequests(1);

    assertThat(
            metric("interlock_webhook_filtered_total{result=\"condition_error\",webhook=\"hook\""))
        .isEqualTo(1);
    assertThat(metric("interlock_webhook_filtered_total{result=\"key_error\",webhook=\"hook\""))
        .isEqualTo(1);
  }

  @Test
  void nothingIsSentWhileItIsPaused() throws Exception {
    start(QUICK);
    assertThat(exchange("POST", "/v1/webhooks/hook/pause").statusCode()).isEqualTo(200);
    greet("Ada");
    assertThat(hook().path("state").asString()).isEqualTo("paused");
    assertThat(hook().path("waiting").asInt()).isEqualTo(1);
    assertThat(responder.requests()).isEmpty();
    assertThat(
            exchange("POST", "/v1/webhooks/" + hook().path("id").asString() + "/resume")
                .statusCode())
        .isEqualTo(200);

    awaitRequests(1);
  }

  @Test
  void aPausedBeforeWebhookIsNotAsked() throws Exception {
    start("events: before:greet");
    exchange("POST", "/v1/webhooks/hook/pause");

    assertThat(greet("Ada"))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.errors().toString()).contains("breaker", "paused"));
    exchange("POST", "/v1/webhooks/hook/resume");
    assertThat(greet("Ada")).isInstanceOf(Completed.class);
  }

  @Test
  void anOpenBreakerAsksNobody() throws Exception {
    responder.always(Reply.status(500));
    start("events: before:greet, backoff: false, on_failure: {default: cancel, breaker: proceed}");
    await()
        .atMost(SOON)
        .until(
            () -> {
              boolean open = greet("Ada") instanceof Completed;
              if (!open) {
                clock.advance(Duration.ofSeconds(1));
              }
              return open;
            });

    int asked = responder.requests().size();
    assertThat(greet("Ada")).isInstanceOf(Completed.class);
    assertThat(responder.requests()).hasSize(asked);
    assertThat(hook().path("state").asString()).isEqualTo("breaker open");
    responder.always(Reply.status(204));
    exchange("POST", "/v1/webhooks/hook/enable");
    greet("Ada");
    assertThat(responder.requests()).hasSize(asked + 1);
  }

  @Test
  void whatIsSwitchedOffCantBePaused() throws Exception {
    start("enabled: false");

    assertThat(exchange("POST", "/v1/webhooks/hook/pause").statusCode()).isEqualTo(409);
    assertThat(hook().path("state").asString()).isEqualTo("off");
  }

  @Test
  void whatWaitsGoesByTheChangedFile() {
    responder.answer(request -> Reply.status(request.header("x-changed").isPresent() ? 204 : 503));
    start("backoff: {initial: 200ms, max: 200ms, max_tries: 1000}");
    greet("Ada");
    awaitRequests(1);
    host.rewrite(
        file(
            "headers: {x-changed: 'yes'}, backoff: {initial: 200ms, max: 200ms, max_tries: 1000}"));

    await()
        .atMost(SOON)
        .until(() -> responder.requests().getLast().header("x-changed").isPresent());
    assertThat(responder.requests())
        .extracting(request -> request.header("webhook-id").orElseThrow())
        .containsOnly(responder.requests().getFirst().header("webhook-id").orElseThrow());
  }

  @Test
  void whatWaitsForARemovedWebhookGoesOnOnceItIsBack() throws Exception {
    responder.always(Reply.status(503));
    start("backoff: {initial: 1s, max: 1s, max_tries: 1000}");
    greet("Ada");
    awaitRequests(1);
    String id = responder.requests().getFirst().header("webhook-id").orElseThrow();
    host.rewrite("webhooks: []");
    await().atMost(SOON).until(() -> exchange("GET", "/v1/webhooks/hook").statusCode() == 404);
    int before = responder.requests().size();
    responder.always(Reply.status(204));
    host.rewrite(file("backoff: {initial: 1s, max: 1s, max_tries: 1000}"));

    await().atMost(SOON).until(() -> responder.requests().size() > before);
    assertThat(responder.requests().getLast().header("webhook-id")).contains(id);
  }

  @Test
  void whatSaysTwiceThatItIsGoneIsDisabledUntilItsEntryIsEdited() throws Exception {
    LinkedBlockingQueue<WebhookDisabled> disabled = new LinkedBlockingQueue<>();
    start(QUICK);
    host.events().after(WebhookEvents.WEBHOOK_DISABLED, told -> disabled.add(told.input()));
    responder.always(Reply.status(410));
    greet("one");
    assertThat(failure().cause()).isEqualTo("gone");
    greet("two");
    assertThat(failure().attempts()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(61));
    greet("three");

    assertThat(disabled.poll(SOON.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(new WebhookDisabled("hook", "410"));
    clock.advance(Duration.ofHours(2));
    assertThat(hook().path("state").asString()).isEqualTo("disabled: 410, 2h ago");
    greet("four");
    assertThat(names()).containsExactly("one", "two", "three");

    responder.always(Reply.status(204));
    host.rewrite(file(QUICK) + "\n# a comment changes nothing\n");
    host.rewrite(file(QUICK + ", description: mended"));
    greet("five");
    await().atMost(SOON).until(() -> names().contains("five"));
    assertThat(hook().path("state").asString()).startsWith("ok");
  }

  @Test
  void anOperatorEnablesItAgain() throws Exception {
    start(QUICK);
    responder.always(Reply.status(410));
    greet("one");
    failure();
    clock.advance(Duration.ofSeconds(61));
    greet("two");
    await().atMost(SOON).until(() -> hook().path("state").asString().startsWith("disabled: 410"));
    greet("three");
    responder.always(Reply.status(204));
    exchange("POST", "/v1/webhooks/hook/enable");

    await().atMost(SOON).until(() -> names().contains("three"));
  }
}
