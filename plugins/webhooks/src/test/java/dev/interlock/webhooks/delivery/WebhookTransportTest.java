package dev.interlock.webhooks.delivery;

import static dev.interlock.webhooks.support.SettingsReader.webhook;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.delivery.DeliveryOrigin;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.delivery.TargetChange;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.webhooks.observation.WebhookEvents.DeliveryFailed;
import dev.interlock.webhooks.observation.WebhookEvents.WebhookDisabled;
import dev.interlock.webhooks.observation.WebhookEvents.WebhookRecovered;
import dev.interlock.webhooks.support.Bench;
import dev.interlock.webhooks.support.Payloads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTransportTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final UUID ID = new UUID(1, 2);
  private static final DeliveryOrigin MEASURED =
      new DeliveryOrigin("evt_1", "after:measure", 2, Payloads.TRACE, Instant.EPOCH);

  private final Responder responder = Responder.start();
  private Bench bench;

  @AfterEach
  void close() {
    responder.close();
    bench.close();
  }

  private WebhookTransport start(String keys) {
    String others = keys.isEmpty() ? "" : keys + ", ";
    bench = new Bench(webhook(others + "url: '" + responder.url("/in?token=x") + "'"));
    return bench.transport;
  }

  private static OutgoingDelivery delivery(int attempt) {
    return new OutgoingDelivery(
        ID,
        attempt,
        "{\"a\":1}".getBytes(UTF_8),
        null,
        MEASURED,
        Instant.now(),
        Duration.ofSeconds(12));
  }

  private static AttemptResult send(WebhookTransport transport) throws Exception {
    return transport.send(delivery(1)).get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static DeliveryEnding ending(DeliveryState state, int attempts) {
    return new DeliveryEnding(ID, state, MEASURED, attempts, "status_5xx", "status 500");
  }

  @Test
  void aSuccessIsDelivered() throws Exception {
    responder.always(Reply.status(200).body("text/plain", "thank you\nmore"));
    WebhookTransport transport = start("");

    assertThat(send(transport)).isInstanceOf(AttemptResult.Delivered.class);
    transport.ended(ending(DeliveryState.DELIVERED, 1));
    ReceivedRequest request = responder.take(SOON);
    assertThat(request.text()).isEqualTo("{\"a\":1}");
    assertThat(request.header("webhook-attempt")).hasValue("1");
    assertThat(request.header("webhook-id")).hasValue(ID.toString());
    assertThat(request.header("interlock-hops")).hasValue("2");
    assertThat(request.header("traceparent")).hasValue(Payloads.TRACE);
    assertThat(bench.count("deliveries", "delivered")).isEqualTo(1);
    assertThat(bench.activity.all())
        .singleElement()
        .asString()
        .matches(" {2}-> hook  after:measure  200  \\d+ ms  try 1     \\(thank you\\)");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307})
  void redirectsAreNotFollowedAndMayBeTriedAgain(int status) throws Exception {
    responder.always(
        Reply.status(status).header("Location", responder.url("/elsewhere").toString()));

    assertThat(send(start(""))).isInstanceOf(AttemptResult.Retry.class);
    assertThat(responder.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 408, 425, 429, 500, 502, 503, 504})
  void whateverIsNoSuccessMayBeTriedAgain(int status) throws Exception {
    responder.always(Reply.status(status));

    assertThat(send(start("")))
        .isInstanceOfSatisfying(
            AttemptResult.Retry.class,
            retry -> {
              assertThat(retry.after()).isZero();
              assertThat(retry.report().status()).isEqualTo(status);
            });
  }

  @Test
  void aBrokenConnectionMayBeTriedAgain() throws Exception {
    responder.always(new Reply.Reset());

    assertThat(send(start("")))
        .isInstanceOfSatisfying(
            AttemptResult.Retry.class,
            retry -> {
              assertThat(retry.cause()).isEqualTo("connect");
              assertThat(retry.report().status()).isZero();
              assertThat(retry.report().error()).isNotEmpty();
            });
  }

  @Test
  void theResponderMaySayWhen() throws Exception {
    responder.always(Reply.tooManyRequests("30"));

    assertThat(send(start("")))
        .isInstanceOfSatisfying(
            AttemptResult.Retry.class,
            retry -> {
              assertThat(retry.after()).isEqualTo(Duration.ofSeconds(30));
              assertThat(retry.cause()).isEqualTo("status_4xx");
            });
  }

  @Test
  void goneIsGoneUnlessItIsASuccess() throws Exception {
    responder.always(Reply.status(410));

    assertThat(send(start(""))).isInstanceOf(AttemptResult.Gone.class);
    bench.close();
    assertThat(send(start("success: ['2xx', 410]"))).isInstanceOf(AttemptResult.Delivered.class);
  }

  @Test
  void oneLineSaysWhatFailedAndWhatFollows() throws Exception {
    responder.always(Reply.status(500));
    WebhookTransport transport = start("");

    send(transport);
    assertThat(bench.activity.all()).isEmpty();
    transport.retrying(delivery(1), Duration.ofSeconds(4));
    transport.send(delivery(2)).get(SOON.toSeconds(), TimeUnit.SECONDS);
    transport.ended(ending(DeliveryState.FAILED, 2));

    assertThat(bench.activity.all()).hasSize(2);
    assertThat(bench.activity.all().getFirst()).contains("500").endsWith("try 1     (again in 4s)");
    assertThat(bench.activity.all().getLast()).contains("500").endsWith("try 2     (given up)");
    assertThat(bench.count("attempts", "status_5xx")).isEqualTo(2);
  }

  @Test
  void anAttemptThatTheQueueAbortedIsATimeout() {
    WebhookTransport transport = start("");
    transport.retrying(delivery(1), Duration.ofSeconds(4));

    assertThat(bench.activity.all())
        .singleElement()
        .asString()
        .contains("failed  12000 ms")
        .contains("timeout");
    assertThat(bench.count("attempts", "timeout")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "PARKED", "HELD", "EXPIRED"})
  void whatIsGivenUpIsANotice(DeliveryState state) {
    start("").ended(ending(state, 3));

    assertThat(bench.count("deliveries", state.name().toLowerCase(Locale.ROOT))).isEqualTo(1);
    await().atMost(SOON).until(() -> bench.published.size() == 1);
    assertThat(bench.published.getFirst())
        .isEqualTo(
            new DeliveryFailed(
                "hook", ID.toString(), "evt_1", "after:measure", 3, "status_5xx", "status 500"));
  }

  @Test
  void whatAnOperatorCancelledIsNone() {
    WebhookTransport transport = start("");
    transport.ended(ending(DeliveryState.CANCELLED, 1));
    transport.ended(ending(DeliveryState.FAILED, 1));

    await().atMost(SOON).until(() -> !bench.published.isEmpty());
    assertThat(bench.published).hasSize(1);
    assertThat(bench.count("deliveries", "cancelled")).isEqualTo(1);
  }

  @Test
  void whatANoticeLedToIsNone() {
    WebhookTransport transport = start("");
    DeliveryOrigin notice =
        new DeliveryOrigin("evt_2", "after:delivery_failed", 3, Payloads.TRACE, Instant.EPOCH);
    transport.ended(
        new DeliveryEnding(ID, DeliveryState.FAILED, notice, 1, "status_4xx", "status 404"));
    transport.ended(ending(DeliveryState.FAILED, 1));

    await().atMost(SOON).until(() -> !bench.published.isEmpty());
    assertThat(bench.published)
        .singleElement()
        .isInstanceOfSatisfying(
            DeliveryFailed.class, failed -> assertThat(failed.event()).isEqualTo("evt_1"));
  }

  @Test
  void droppedOnesAreCountedEachAndLoggedOnce() {
    WebhookTransport transport = start("");
    for (int i = 0; i < 1000; i++) {
      transport.ended(ending(DeliveryState.DROPPED, 0));
    }

    assertThat(bench.dropped()).isEqualTo(1000);
    assertThat(bench.log.all()).hasSize(1);
  }

  @Test
  void changesOfTheTargetAreNotices() {
    WebhookTransport transport = start("");
    transport.changed(new TargetChange.Disabled("hook", "410"));
    await().atMost(SOON).until(() -> bench.published.size() == 1);
    assertThat(bench.disabled).containsExactly("410");
    transport.changed(new TargetChange.Recovered("hook"));

    await().atMost(SOON).until(() -> bench.published.size() == 2);
    assertThat(bench.published)
        .containsExactly(new WebhookDisabled("hook", "410"), new WebhookRecovered("hook"));
  }

  @Test
  void aVetoMeansNothingAfterTheEvent() throws Exception {
    responder.always(Reply.veto("too late"));

    assertThat(send(start(""))).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(bench.log.all()).singleElement().asString().contains("means nothing after an event");
  }

  @Test
  void whatIsKeptBearsNoSecret() throws Exception {
    responder.always(
        Reply.status(503)
            .header("Set-Cookie", "session=hunter2")
            .header("X-Kept", "seen")
            .body("text/plain", "h\u0000\u001b[31m\u00e9".repeat(1000)));

    AttemptResult result =
        send(
            start(
                "delivery: 'durable', headers: {'x-team': 'core'}, auth: {bearer: 'hunter2'},"
                    + " secret: 's3cr3t'"));

    assertThat(result.report().request())
        .startsWith("POST /in HTTP/1.1\nHost: " + responder.url("/in").getAuthority() + "\n")
        .contains("x-team: REDACTED\n", "webhook-signature: REDACTED\n")
        .contains("Authorization: REDACTED\n", "webhook-id: " + ID + "\n")
        .doesNotContain("hunter2", "core", "token=x");
    assertThat(result.report().response())
        .startsWith("HTTP/1.1 503\n")
        .containsIgnoringCase("x-kept: seen\n")
        .containsIgnoringCase("set-cookie: REDACTED\n")
        .doesNotContain("hunter2", "\u0000", "\u001b")
        .contains("\n\nh\uFFFD\uFFFD[31m\u00e9h");
    String body = result.report().response().split("\n\n", 2)[1];
    assertThat(body.replace("\uFFFD", ".").getBytes(UTF_8).length).isBetween(4093, 4096);
  }

  @Test
  void ofAnAttemptInMemoryOnlyStatusAndErrorAreKept() throws Exception {
    responder.always(Reply.status(503).body("text/plain", "too busy"));

    AttemptResult result = send(start(""));

    assertThat(result.report()).isEqualTo(new AttemptReport(503, "", "", "status 503"));
  }

  @Test
  void cancellingAbortsWhatIsOnTheWire() throws Exception {
    responder.always(new Reply.Silent());
    CompletableFuture<AttemptResult> sending = start("").send(delivery(1));
    responder.take(SOON);
    assertThat(bench.egress.underWay()).isEqualTo(1);
    sending.cancel(true);

    await().atMost(SOON).until(() -> bench.egress.underWay() == 0);
    assertThat(bench.activity.all()).isEmpty();
  }

  @Test
  void aSecondTokenIsFetchedAfter401() throws Exception {
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
      WebhookTransport transport =
          start(
              "auth: {oauth2: {token_url: '"
                  + tokens.url("/token")
                  + "', client_id: 'id', client_secret: 'pw', scope: 'hooks write'}}");

      assertThat(send(transport)).isInstanceOf(AttemptResult.Delivered.class);
      assertThat(send(transport)).isInstanceOf(AttemptResult.Delivered.class);
      assertThat(tokens.requests()).hasSize(2);
      assertThat(tokens.requests().getFirst().text())
          .isEqualTo("grant_type=client_credentials&scope=hooks+write");
      assertThat(tokens.requests().getFirst().header("authorization")).hasValue("Basic aWQ6cHc=");
      assertThat(responder.requests()).hasSize(3);
    }
  }

  @Test
  void withoutATokenNothingIsSent() throws Exception {
    try (Responder tokens = Responder.start()) {
      tokens.always(Reply.status(403));
      AttemptResult result =
          send(
              start(
                  "auth: {oauth2: {token_url: '"
                      + tokens.url("/token")
                      + "', client_id: 'id', client_secret: 'hunter2'}}"));

      assertThat(result).isNotInstanceOf(AttemptResult.Delivered.class);
      assertThat(responder.requests()).isEmpty();
      assertThat(List.of(result.toString(), bench.log.all().toString()))
          .allSatisfy(text -> assertThat(text).doesNotContain("hunter2"));
    }
  }
}
