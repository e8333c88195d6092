package dev.interlock.webhooks.delivery;

import static dev.interlock.webhooks.support.SettingsReader.webhook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.webhooks.observation.WebhookEvents.DeliveryFailed;
import dev.interlock.webhooks.support.Bench;
import dev.interlock.webhooks.support.Payloads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AfterWebhookTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String QUICK = "backoff: {max_tries: 3, initial: '20ms', max: '20ms'}";

  private final Responder responder = Responder.start();
  private Bench bench;

  private AfterWebhook start(String keys, MemoryQueue queue) {
    bench = new Bench(webhook(keys + ", url: '" + responder.url("/in") + "'"));
    return new AfterWebhook(bench.webhook, bench.sender, bench.observer, bench.time, queue);
  }

  private AfterWebhook start(String keys) {
    return start(keys, new MemoryQueue());
  }

  @AfterEach
  void close() {
    responder.close();
    bench.close();
  }

  private void awaitEnd(String result) {
    await().atMost(SOON).until(() -> bench.count("deliveries", result) == 1);
  }

  @Test
  void deliversOnce() throws Exception {
    responder.always(Reply.status(200).body("text/plain", "thank you\nmore"));
    start(QUICK).enqueue(Payloads.after("evt_1", "{\"a\":1}"));
    awaitEnd("delivered");

    ReceivedRequest request = responder.take(SOON);
    assertThat(request.text()).isEqualTo("{\"a\":1}");
    assertThat(request.header("webhook-attempt")).hasValue("1");
    assertThat(responder.requests()).hasSize(1);
    assertThat(bench.activity.all())
        .singleElement()
        .asString()
        .matches(" {2}-> hook  after:measure  200  \\d+ ms  try 1     \\(thank you\\)");
  }

  @Test
  void triesAgainUnderTheSameId() {
    responder.next(Reply.status(503), new Reply.Reset()).always(Reply.status(204));
    start(QUICK).enqueue(Payloads.after("evt_1", "{}"));
    awaitEnd("delivered");

    assertThat(responder.requests())
        .extracting(request -> request.header("webhook-attempt").orElseThrow())
        .containsExactly("1", "2", "3");
    assertThat(responder.requests())
        .extracting(request -> request.header("webhook-id").orElseThrow())
        .containsOnly(responder.requests().getFirst().header("webhook-id").orElseThrow());
    assertThat(bench.activity.all().getFirst())
        .endsWith("try 1     (again in 20ms)".replace("20ms", again()));
    assertThat(bench.published).isEmpty();
  }

  private String again() {
    String line = bench.activity.all().getFirst();
    return line.substring(line.lastIndexOf("in ") + 3, line.length() - 1);
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    responder.always(Reply.status(500));
    start(QUICK).enqueue(Payloads.after("evt_1", "{}"));
    awaitEnd("failed");

    assertThat(responder.requests()).hasSize(3);
    assertThat(bench.activity.all().getLast()).contains("500").endsWith("try 3     (given up)");
    await().atMost(SOON).until(() -> bench.published.size() == 1);
    assertThat(bench.published.getFirst())
        .isInstanceOfSatisfying(
            DeliveryFailed.class,
            failed -> {
              assertThat(failed.webhook()).isEqualTo("hook");
              assertThat(failed.event()).isEqualTo("evt_1");
              assertThat(failed.attempts()).isEqualTo(3);
              assertThat(failed.cause()).isEqualTo("status_5xx");
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 301, 302, 307})
  void someFailuresAreFinal(int status) {
    responder.always(
        Reply.status(status).header("Location", responder.url("/elsewhere").toString()));
    start(QUICK).enqueue(Payloads.after("evt_1", "{}"));
    awaitEnd("failed");

    assertThat(responder.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
  void othersAreTriedAgain(int status) {
    responder.next(Reply.status(status)).always(Reply.status(204));
    start(QUICK).enqueue(Payloads.after("evt_1", "{}"));
    awaitEnd("delivered");

    assertThat(responder.requests()).hasSize(2);
  }

  @Test
  void backoffFalseTriesOnce() {
    responder.always(Reply.status(503));
    start("backoff: false").enqueue(Payloads.after("evt_1", "{}"));
    awaitEnd("failed");

    assertThat(responder.requests()).hasSize(1);
  }

  @Test
  void waitsAsLongAsTheResponderAsks() {
    responder.next(Reply.tooManyRequests("1")).always(Reply.status(204));
    long startedAt = System.nanoTime();
    start(QUICK).enqueue(Payloads.after("evt_1", "{}"));
    awaitEnd("delivered");

    assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
        .isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void givesUpWhereTheResponderAsksForMoreThanThereIs() {
    responder.always(Reply.tooManyRequests("3600"));
    start(QUICK).enqueue(Payloads.after("evt_1", "{}"));
    awaitEnd("failed");

    assertThat(responder.requests()).hasSize(1);
  }

  @Test
  void sendsNoMoreThanSixteenAtOnce() {
    CountDownLatch held = new CountDownLatch(1);
    responder.always(new Reply.Held(held, Reply.status(204)));
    AfterWebhook after = start(QUICK);
    for (int i = 0; i < 40; i++) {
      after.enqueue(Payloads.after("evt_" + i, "{}"));
    }
    await().atMost(SOON).until(() -> responder.requests().size() == 16);

    assertThat(after.load()).isEqualTo(new AfterWebhook.Load(16, 24));
    held.countDown();
    await().atMost(SOON).until(() -> bench.count("deliveries", "delivered") == 40);
  }

  @Test
  void aFullQueueDropsItsOldestAndCounts() {
    CountDownLatch held = new CountDownLatch(1);
    responder.always(new Reply.Held(held, Reply.status(204)));
    AfterWebhook after = start(QUICK, new MemoryQueue(4, 1000));
    for (int i = 0; i < 16 + 6; i++) {
      after.enqueue(Payloads.after("evt_" + i, "{\"number\":" + i + "}"));
    }

    assertThat(bench.dropped()).isEqualTo(2);
    held.countDown();
    await().atMost(SOON).until(() -> bench.count("deliveries", "delivered") == 20);
    assertThat(responder.requests())
        .extracting(ReceivedRequest::text)
        .doesNotContain("{\"number\":16}", "{\"number\":17}")
        .contains("{\"number\":15}", "{\"number\":18}", "{\"number\":21}");
  }

  @Test
  void aVetoMeansNothingAfterTheEvent() {
    responder.always(Reply.veto("too late"));
    start(QUICK).enqueue(Payloads.after("evt_1", "{}"));
    awaitEnd("delivered");

    assertThat(bench.log.all()).singleElement().asString().contains("means nothing after an event");
  }

  @Test
  void drainsWhenItStops() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    responder.always(new Reply.Held(held, Reply.status(204)));
    AfterWebhook after = start(QUICK);
    for (int i = 0; i < 20; i++) {
      after.enqueue(Payloads.after("evt_" + i, "{}"));
    }
    after.stop();
    assertThat(after.drain(Duration.ofMillis(50))).isEqualTo(new AfterWebhook.Load(16, 4));
    held.countDown();

    assertThat(after.drain(SOON)).isEqualTo(new AfterWebhook.Load(0, 0));
    assertThat(bench.count("deliveries", "delivered")).isEqualTo(20);
  }

  @Test
  void aDelayedDeliveryGetsItsLastTryWhenItStops() throws Exception {
    responder.next(Reply.status(503)).always(Reply.status(204));
    AfterWebhook after = start("backoff: {initial: '1m', max: '1m'}");
    after.enqueue(Payloads.after("evt_1", "{}"));
    await().atMost(SOON).until(() -> after.load().equals(new AfterWebhook.Load(0, 1)));
    after.stop();

    assertThat(after.drain(SOON)).isEqualTo(new AfterWebhook.Load(0, 0));
    assertThat(bench.count("deliveries", "delivered")).isEqualTo(1);
  }

  @Test
  void aSecondTokenIsFetchedAfter401() {
    try (Responder tokens = Responder.start()) {
      tokens.next(
          Reply.status(200)
              .body("application/json", "{\"access_token\":\"old\",\"expires_in\":3600}"),
          Reply.status(200)
              .body("application/json", "{\"access_token\":\"new\",\"token_type\":\"Bearer\"}"));
      responder.answer(
          request ->
              Reply.status(
                  request.header("authorization").equals(java.util.Optional.of("Bearer new"))
                      ? 204
                      : 401));
      AfterWebhook after =
          start(
              QUICK
                  + ", auth: {oauth2: {token_url: '"
                  + tokens.url("/token")
                  + "', client_id: 'id', client_secret: 'pw', scope: 'hooks write'}}");
      after.enqueue(Payloads.after("evt_1", "{}"));
      awaitEnd("delivered");
      after.enqueue(Payloads.after("evt_2", "{}"));
      await().atMost(SOON).until(() -> bench.count("deliveries", "delivered") == 2);

      assertThat(tokens.requests()).hasSize(2);
      assertThat(tokens.requests().getFirst().text())
          .isEqualTo("grant_type=client_credentials&scope=hooks+write");
      assertThat(tokens.requests().getFirst().header("authorization")).hasValue("Basic aWQ6cHc=");
      assertThat(responder.requests()).hasSize(3);
    }
  }

  @Test
  void withoutATokenNothingIsSent() {
    try (Responder tokens = Responder.start()) {
      tokens.always(Reply.status(403));
      AfterWebhook after =
          start(
              QUICK
                  + ", auth: {oauth2: {token_url: '"
                  + tokens.url("/token")
                  + "', client_id: 'id', client_secret: 'hunter2'}}");
      after.enqueue(Payloads.after("evt_1", "{}"));
      awaitEnd("failed");

      assertThat(responder.requests()).isEmpty();
      assertThat(List.of(bench.activity.all().toString(), bench.log.all().toString()))
          .allSatisfy(text -> assertThat(text).doesNotContain("hunter2"));
    }
  }
}
