package dev.interlock.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Outcome.Completed;
import dev.interlock.testkit.ManualClock;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.WebhooksHostTest.Greeting;
import dev.interlock.webhooks.observation.WebhookEvents;
import dev.interlock.webhooks.observation.WebhookEvents.DeliveryFailed;
import dev.interlock.webhooks.observation.WebhookEvents.WebhookDisabled;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A durable webhook's days, in seconds: the clock is moved from one try to the next, and the tries
/// go out over real sockets.
class SteppedScheduleTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration LONGEST_DELAY = Duration.ofHours(1);
  private static final Duration EXPIRE = Duration.ofDays(3);
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  private final Responder responder = Responder.start();
  private final ManualClock clock = new ManualClock();
  private final LinkedBlockingQueue<DeliveryFailed> failures = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<WebhookDisabled> disabled = new LinkedBlockingQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private TestHost host;

  private void start(String keys) {
    startWith("[", keys, "]");
  }

  private void startWith(String before, String keys, String behind) {
    host =
        TestHost.with("greeter", new WebhooksHostTest.Greeter())
            .and("webhooks", new WebhooksConnector())
            .folder(folder)
            .clock(clock)
            .start(
                "webhooks: "
                    + before
                    + "{name: hook, url: '"
                    + responder.url("/in")
                    + "', secret: s3cr3t, events: after:greet, delivery: durable"
                    + keys
                    + "}"
                    + behind);
    host.events().after(WebhookEvents.DELIVERY_FAILED, told -> failures.add(told.input()));
    host.events().after(WebhookEvents.WEBHOOK_DISABLED, told -> disabled.add(told.input()));
  }

  @AfterEach
  void close() {
    if (host != null) {
      host.close();
    }
    client.close();
    responder.close();
  }

  private void greet(String name) {
    assertThat(host.events().publish(WebhooksHostTest.GREET, new Greeting(name)))
        .isInstanceOf(Completed.class);
  }

  private static ConditionFactory awaiting() {
    return await().atMost(SOON).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(3));
  }

  private JsonNode get(String path) {
    return JSON.readTree(text(path));
  }

  private String text(String path) {
    try {
      URI uri = host.api().resolve(path);
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// Tries that were recorded, and that all has been drawn from.
  private double counted() {
    return text("/metrics")
        .lines()
        .filter(line -> line.startsWith("interlock_webhook_attempts_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// The only delivery, once its try of this number is recorded.
  private JsonNode recorded(int attempt) {
    awaiting()
        .until(
            () ->
                counted() >= attempt
                    && (!delivery().path("status").asString().equals("pending")
                        || dueAt(delivery()).isAfter(clock.instant())));
    return delivery();
  }

  private JsonNode delivery() {
    return get("/v1/deliveries").at("/deliveries/0");
  }

  private static Instant dueAt(JsonNode delivery) {
    return Instant.parse(delivery.path("scheduled_at").asString());
  }

  /// Steps from try to try until the delivery is given up; gives when each was made.
  private List<Instant> stepToTheEnd() {
    List<Instant> made = new ArrayList<>();
    while (true) {
      made.add(clock.instant());
      JsonNode delivery = recorded(made.size());
      if (delivery.path("status").asString().equals("failed")) {
        return made;
      }
      clock.set(dueAt(delivery));
    }
  }

  private List<String> names() {
    return responder.requests().stream()
        .map(request -> JSON.readTree(request.body()).at("/parameters/name").asString())
        .toList();
  }

  @Test
  void keepsItsScheduleForDaysAndThenGivesUp() throws Exception {
    responder.always(Reply.status(503));
    start("");
    greet("Ada");
    List<Instant> made = stepToTheEnd();

    for (int i = 1; i < made.size(); i++) {
      Duration planned = Duration.ofSeconds(1L << Math.min(i - 1, 30));
      Duration capped = planned.compareTo(LONGEST_DELAY) < 0 ? planned : LONGEST_DELAY;
      assertThat(Duration.between(made.get(i - 1), made.get(i)))
          .as("before try " + (i + 1))
          .isBetween(capped.multipliedBy(8).dividedBy(10), capped.multipliedBy(12).dividedBy(10));
    }
    assertThat(Duration.between(made.getFirst(), made.getLast()))
        .isBetween(EXPIRE.minus(LONGEST_DELAY.multipliedBy(12).dividedBy(10)), EXPIRE);
    assertThat(responder.requests())
        .extracting(request -> Long.parseLong(request.header("webhook-timestamp").orElseThrow()))
        .containsExactlyElementsOf(made.stream().map(Instant::getEpochSecond).toList());
    DeliveryFailed failure = failures.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(failure).isNotNull();
    assertThat(failure.attempts()).isEqualTo(made.size());
    assertThat(failure.cause()).isEqualTo("status_5xx");
    clock.advance(EXPIRE);
    greet("Grace");
    awaiting().until(() -> names().contains("Grace"));
    assertThat(names()).hasSize(made.size() + 1);
  }

  @Test
  void expiresWhatIsTooOldWhenItIsDue() throws Exception {
    responder.always(Reply.status(503));
    start(", expire: 2d");
    greet("Ada");
    recorded(1);
    clock.advance(Duration.ofDays(2));

    DeliveryFailed failure = failures.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(failure).isNotNull();
    assertThat(failure.cause()).isEqualTo("expired");
    assertThat(delivery().path("state").asString()).isEqualTo("expired");
    assertThat(responder.requests()).hasSize(1);
  }

  @Test
  void whatHasEndedGoesWithItsAttemptsAfterTheRetentionOfTheFile() {
    responder.always(Reply.status(204));
    startWith("{retention: 7d, hooks: [", "", "]}");
    greet("Ada");
    recorded(1);
    clock.advance(Duration.ofDays(7).minusHours(1));
    greet("Grace");
    recorded(2);
    assertThat(get("/v1/deliveries").path("deliveries")).hasSize(2);

    clock.advance(Duration.ofHours(2));
    awaiting().until(() -> get("/v1/deliveries").path("deliveries").size() == 1);
    awaiting().until(() -> get("/v1/delivery-attempts").path("delivery_attempts").size() == 1);
  }

  @Test
  void isDisabledAfterDaysOfNothingButFailures() throws Exception {
    responder.always(Reply.status(503));
    start(", disable_after: 1d");
    greet("Ada");
    Instant first = clock.instant();
    Instant end = first.plus(Duration.ofDays(1)).plusSeconds(2);
    int tries = 1;
    JsonNode delivery = recorded(tries);
    while (clock.instant().isBefore(end)) {
      assertThat(disabled).isEmpty();
      assertThat(delivery.path("status").asString()).isEqualTo("pending");
      clock.set(dueAt(delivery));
      delivery = recorded(++tries);
    }

    assertThat(disabled.poll(SOON.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(new WebhookDisabled("hook", "nothing but failures for 1d"));
    assertThat(get("/v1/webhooks").at("/webhooks/0/state").asString()).startsWith("disabled:");
    clock.advance(Duration.ofDays(1));
    greet("Grace");
    int sent = tries;
    await()
        .during(Duration.ofMillis(300))
        .atMost(SOON)
        .until(() -> responder.requests().size() == sent);
  }

  /// And that the host rests: what it leases while the clock moves has waited too long, and goes
  /// back behind the others.
  private void awaitAllPlanned(int number) {
    awaiting()
        .during(Duration.ofMillis(400))
        .until(
            () -> {
              List<JsonNode> deliveries =
                  get("/v1/deliveries").path("deliveries").valueStream().toList();
              return counted() == number
                  && deliveries.stream().allMatch(each -> dueAt(each).isAfter(clock.instant()));
            });
  }

  @Test
  void oneMoveSendsAllThatItMakesDueTheEarliestFirst() {
    responder.always(Reply.status(503));
    start(", concurrency: 1, backoff: {initial: 1h, max: 1h, jitter: 0}");
    List<String> all = List.of("first", "second", "third");
    for (int i = 0; i < all.size(); i++) {
      clock.advance(Duration.ofMinutes(1));
      greet(all.get(i));
      awaitAllPlanned(i + 1);
    }
    responder.always(Reply.status(204));
    clock.advance(Duration.ofDays(1));
    awaiting().until(() -> responder.requests().size() == 6);

    assertThat(names()).containsExactly("first", "second", "third", "first", "second", "third");
    assertThat(responder.requests().subList(3, 6))
        .extracting(request -> request.header("webhook-attempt").orElseThrow())
        .containsOnly("2");
  }

  @Test
  void expiresWhatWaitsForAPausedWebhookAndItsKeyGoesOn() throws Exception {
    start(", ordered: true");
    assertThat(post("/v1/webhooks/hook/pause")).isEqualTo(200);
    greet("one");
    greet("two");
    clock.advance(EXPIRE.minusHours(1));
    greet("young");
    clock.advance(Duration.ofHours(1));

    for (int i = 0; i < 2; i++) {
      DeliveryFailed failure = failures.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(failure).isNotNull();
      assertThat(failure.cause()).isEqualTo("expired");
      assertThat(failure.hook()).isEqualTo("after:greet");
      assertThat(failure.attempts()).isZero();
    }
    assertThat(responder.requests()).isEmpty();
    assertThat(post("/v1/webhooks/hook/resume")).isEqualTo(200);
    awaiting().until(() -> responder.requests().size() == 1);
    assertThat(names()).containsExactly("young");
  }

  private int post(String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(host.api().resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
