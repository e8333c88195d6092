package dev.interlock.webhooks.verdict;

import static dev.interlock.webhooks.support.SettingsReader.webhook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Decision;
import dev.interlock.api.HandlerFailure;
import dev.interlock.api.Json;
import dev.interlock.client.SignedVerdict;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.webhooks.support.Bench;
import dev.interlock.webhooks.support.Payloads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeforeWebhookTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String ONCE = "events: 'before:measure', backoff: false";
  private static final String QUICK =
      "events: 'before:measure', backoff: {initial: '20ms', max: '20ms'}";

  private final Responder responder = Responder.start();
  private Bench bench;

  /// Why nothing may be asked, and how it went where it might.
  private static final class Gate implements BeforeGate {
    private volatile String shut = "";
    private final List<Boolean> observed = new CopyOnWriteArrayList<>();

    @Override
    public String shut() {
      return shut;
    }

    @Override
    public void observed(boolean reached) {
      observed.add(reached);
    }
  }

  private final Gate gate = new Gate();

  private BeforeWebhook start(String keys) {
    bench = new Bench(webhook(keys + ", url: '" + responder.url("/ask") + "'"));
    return new BeforeWebhook(
        bench.webhook, bench.sender, bench.observer, gate, InstantSource.system());
  }

  @AfterEach
  void close() {
    responder.close();
    bench.close();
  }

  private static Decision<Json> ask(BeforeWebhook before, Duration deadline)
      throws InterruptedException {
    return before.decide(Payloads.before("evt_1", "{}", Instant.now().plus(deadline)));
  }

  @Test
  void aSuccessProceeds() throws Exception {
    responder.always(Reply.status(200));

    assertThat(ask(start(QUICK), SOON)).isEqualTo(Decision.proceed());
    assertThat(bench.activity.all())
        .singleElement()
        .asString()
        .matches(" {2}-> hook  before:measure  200  \\d+ ms");
  }

  @Test
  void aVetoCancels() throws Exception {
    responder.always(Reply.veto("only between midnight and 3am"));

    assertThat(ask(start(QUICK), SOON))
        .isEqualTo(Decision.cancel("only between midnight and 3am", Map.of()));
    assertThat(bench.count("verdicts", "cancel")).isEqualTo(1);
  }

  @Test
  void aReplacementReplaces() throws Exception {
    responder.always(
        Reply.status(200)
            .body("application/vnd.opsani.servo-webhooks+json", "{\"parameters\":{\"a\":2}}"));

    assertThat(ask(start(QUICK + ", mutate: true"), SOON))
        .isEqualTo(Decision.replace(Json.of("{\"a\":2}")));
  }

  @Test
  void triesAgainWithinTheDeadline() throws Exception {
    responder.next(Reply.status(503), Reply.status(429)).always(Reply.status(204));

    assertThat(ask(start(QUICK), SOON)).isEqualTo(Decision.proceed());
    assertThat(responder.requests()).hasSize(3);
    assertThat(bench.activity.all().getLast()).endsWith("try 3");
  }

  @ParameterizedTest
  @CsvSource({
    "500, status_5xx",
    "503, status_5xx",
    "403, status_4xx",
    "429, status_4xx",
    "302, redirect",
  })
  void aFailureFailsUnderItsCause(int status, String cause) {
    responder.always(Reply.status(status));

    assertThatThrownBy(() -> ask(start(ONCE), SOON))
        .isInstanceOfSatisfying(
            HandlerFailure.class, failure -> assertThat(failure.code()).isEqualTo(cause));
    assertThat(responder.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "500, status_5xx",
    "403, status_4xx",
    "302, redirect",
  })
  void eachCauseHasItsPolicy(int status, String cause) throws Exception {
    responder.always(Reply.status(status));

    assertThat(ask(start(ONCE + ", on_failure: {" + cause + ": 'proceed'}"), SOON))
        .isEqualTo(Decision.proceed());
    assertThat(
            ask(start(ONCE + ", on_failure: {" + cause + ": 'cancel', default: 'proceed'}"), SOON))
        .isEqualTo(
            Decision.cancel(
                "hook failed: "
                    + cause
                    + ": status "
                    + status
                    + (status == 302 ? ", a redirect" : "")));
  }

  @Test
  void aShutGateIsTheCauseBreakerAtOnce() throws Exception {
    gate.shut = "its breaker is open";

    assertThatThrownBy(() -> ask(start(QUICK), SOON))
        .isInstanceOfSatisfying(
            HandlerFailure.class, failure -> assertThat(failure.code()).isEqualTo("breaker"));
    assertThat(ask(start(QUICK + ", on_failure: {breaker: 'proceed'}"), SOON))
        .isEqualTo(Decision.proceed());
    assertThat(responder.requests()).isEmpty();
    assertThat(gate.observed).isEmpty();
  }

  @Test
  void theGateHearsHowEachTryWent() throws Exception {
    responder.next(Reply.status(503), new Reply.Reset()).always(Reply.status(204));
    ask(start(QUICK), SOON);
    responder.always(Reply.status(403));
    assertThatThrownBy(() -> ask(start(QUICK), SOON)).isInstanceOf(HandlerFailure.class);

    assertThat(gate.observed).containsExactly(false, false, true, true);
  }

  @Test
  void whatWhenLeavesOutProceedsUnasked() throws Exception {
    assertThat(ask(start(QUICK + ", when: 'has(body.parameters)'"), SOON))
        .isEqualTo(Decision.proceed());
    assertThat(responder.requests()).isEmpty();
    assertThat(bench.count("filtered", "left_out")).isEqualTo(1);
  }

  @Test
  void aConditionThatCantBeEvaluatedIsItsOwnCause() throws Exception {
    assertThatThrownBy(() -> ask(start(QUICK + ", when: 'body.a == 1'"), SOON))
        .isInstanceOfSatisfying(
            HandlerFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("condition");
              assertThat(failure.getMessage()).contains("'a' is not present");
            });
    assertThat(ask(start(QUICK + ", when: 'body.a == 1', on_failure: {condition: 'cancel'}"), SOON))
        .isInstanceOf(Decision.Cancel.class);
    assertThat(responder.requests()).isEmpty();
    assertThat(bench.count("filtered", "condition_error")).isEqualTo(1);
  }

  @Test
  void aRefusedConnectionIsItsOwnCause() {
    responder.refuse();

    assertThatThrownBy(() -> ask(start(ONCE), SOON))
        .isInstanceOfSatisfying(
            HandlerFailure.class, failure -> assertThat(failure.code()).isEqualTo("connect"));
  }

  @Test
  void silenceEndsAtTheDeadline() {
    responder.always(new Reply.Silent());
    long startedAt = System.nanoTime();

    assertThatThrownBy(() -> ask(start(QUICK), Duration.ofMillis(300)))
        .isInstanceOfSatisfying(
            HandlerFailure.class, failure -> assertThat(failure.code()).isEqualTo("timeout"));
    assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
        .isBetween(Duration.ofMillis(250), Duration.ofSeconds(3));
  }

  @Test
  void aDeadlineThatHasPassedSendsNothing() {
    assertThatThrownBy(() -> ask(start(QUICK), Duration.ofMillis(-1)))
        .isInstanceOfSatisfying(
            HandlerFailure.class, failure -> assertThat(failure.code()).isEqualTo("timeout"));
    assertThat(responder.requests()).isEmpty();
  }

  @Test
  void aBrokenVetoCancelsByDefault() throws Exception {
    responder.always(
        Reply.status(200).body("application/vnd.opsani.servo.errors.CancelEventError+json", "{}"));

    assertThat(ask(start(QUICK + ", on_failure: 'proceed'"), SOON))
        .isInstanceOfSatisfying(
            Decision.Cancel.class,
            cancel -> assertThat(cancel.reason()).startsWith("hook failed: malformed: "));
    assertThatThrownBy(() -> ask(start(QUICK + ", on_failure: {malformed: 'fail'}"), SOON))
        .isInstanceOf(HandlerFailure.class);
  }

  @Test
  void aReplyBeyond64KibibytesIsTooLarge() {
    responder.always(new Reply.Huge(65_537));

    assertThatThrownBy(() -> ask(start(QUICK), SOON))
        .isInstanceOfSatisfying(
            HandlerFailure.class, failure -> assertThat(failure.code()).isEqualTo("too_large"));
  }

  @Test
  void aSignedVerdictIsVerifiedAgainstItsOwnRequest() throws Exception {
    SignedVerdict responders = SignedVerdict.of(List.of("s3cr3t"));
    responder.answer(
        request ->
            Reply.status(200)
                .header(
                    "interlock-verdict",
                    responders.sign(
                        new SignedVerdict.Request(
                            request.header("webhook-id").orElseThrow(),
                            request.header("interlock-nonce").orElseThrow(),
                            request.body()),
                        new SignedVerdict.Reply(200, "", new byte[0]))));
    BeforeWebhook before = start(QUICK + ", verdict: 'signed'");
    assertThat(ask(before, SOON)).isEqualTo(Decision.proceed());

    String first =
        responders.sign(
            new SignedVerdict.Request(
                responder.requests().getFirst().header("webhook-id").orElseThrow(),
                responder.requests().getFirst().header("interlock-nonce").orElseThrow(),
                responder.requests().getFirst().body()),
            new SignedVerdict.Reply(200, "", new byte[0]));
    responder.always(Reply.status(200).header("interlock-verdict", first));
    assertThatThrownBy(() -> ask(before, SOON))
        .isInstanceOfSatisfying(
            HandlerFailure.class, failure -> assertThat(failure.code()).isEqualTo("signature"));
  }

  @Test
  void beyond32AtOnceIsRefusedAtOnce() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    responder.always(new Reply.Held(held, Reply.status(204)));
    BeforeWebhook before = start(QUICK);
    try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < BeforeWebhook.MOST_WAITING; i++) {
        var _ = asking.submit(() -> ask(before, SOON));
      }
      await().atMost(SOON).until(() -> responder.requests().size() == BeforeWebhook.MOST_WAITING);

      assertThatThrownBy(() -> ask(before, SOON))
          .isInstanceOfSatisfying(
              HandlerFailure.class, failure -> assertThat(failure.code()).isEqualTo("busy"));
      held.countDown();
    }
    assertThat(bench.count("verdicts", "refused")).isEqualTo(1);
    assertThat(bench.count("verdicts", "proceed")).isEqualTo(32);
  }

  @Test
  void anInterruptEndsTheWaitAndTheRequest() throws Exception {
    responder.always(new Reply.Silent());
    BeforeWebhook before = start(ONCE);
    Thread asking =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThatThrownBy(() -> ask(before, SOON))
                        .isInstanceOf(InterruptedException.class));
    responder.take(SOON);
    asking.interrupt();

    assertThat(asking.join(SOON)).isTrue();
  }
}
