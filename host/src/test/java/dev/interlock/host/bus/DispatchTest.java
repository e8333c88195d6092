package dev.interlock.host.bus;

import static dev.interlock.host.bus.BusFixture.GREET;
import static dev.interlock.host.bus.BusFixture.QUOTE;
import static dev.interlock.host.bus.BusFixture.SELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.Decision;
import dev.interlock.api.Event;
import dev.interlock.api.EventPattern;
import dev.interlock.api.FailurePolicy;
import dev.interlock.api.HandlerError;
import dev.interlock.api.HandlerFailure;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Json;
import dev.interlock.api.Outcome;
import dev.interlock.api.Outcome.Cancelled;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.api.Outcome.Failed;
import dev.interlock.api.PublishOptions;
import dev.interlock.api.RefusedException;
import dev.interlock.api.Result;
import dev.interlock.api.UnknownConnectorException;
import dev.interlock.api.UnknownEventException;
import dev.interlock.host.bus.BusFixture.Plain;
import dev.interlock.host.bus.BusFixture.Receipt;
import dev.interlock.host.bus.BusFixture.Sale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DispatchTest {

  private final BusFixture fixture = new BusFixture();
  private final List<String> seen = java.util.Collections.synchronizedList(new ArrayList<>());

  private static final Plain ADA = new Plain("Ada");

  @Test
  void anEventWithoutHandlersCompletesWithoutResults() {
    assertThat(fixture.shop.publish(GREET, ADA)).isEqualTo(new Completed<Receipt>(List.of()));
  }

  @Test
  void phasesRunInOrderAndAfterSeesInputResultsAndErrors() {
    fixture.shop.before(GREET, input -> note("before", Decision.proceed()));
    fixture.shop.on(GREET, input -> note("on", new Receipt("Hello, " + input.text())));
    fixture.shop.after(
        GREET,
        completion -> {
          assertThat(completion.input()).isEqualTo(ADA);
          assertThat(completion.results())
              .containsExactly(new Result<>("shop", new Receipt("Hello, Ada")));
          assertThat(completion.errors()).isEmpty();
          seen.add("after");
        });

    Outcome<Receipt> outcome = fixture.shop.publish(GREET, ADA);

    assertThat(outcome)
        .isEqualTo(new Completed<>(List.of(new Result<>("shop", new Receipt("Hello, Ada")))));
    assertThat(seen).containsExactly("before", "on", "after");
  }

  @Test
  void aVetoNamesItsHandlerAndSkipsOnAndAfter() {
    fixture.shop.before(
        GREET,
        input -> Decision.cancel("closed", Map.of("until", "9")),
        HandlerOptions.named("hours"));
    fixture.shop.on(GREET, input -> note("on", new Receipt("")));
    fixture.shop.after(GREET, completion -> seen.add("after"));

    assertThat(fixture.shop.publish(GREET, ADA))
        .isInstanceOfSatisfying(
            Cancelled.class,
            cancelled -> {
              assertThat(cancelled.veto().by()).isEqualTo("shop/hours");
              assertThat(cancelled.veto().reason()).isEqualTo("closed");
              assertThat(cancelled.veto().details()).isEqualTo(Map.of("until", "9"));
            });
    assertThat(seen).isEmpty();
  }

  @Test
  void aVetoReturnsAtOnceThoughAnotherHandlerIsStillAsked() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    fixture.shop.before(
        GREET,
        input -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException expected) {
            interrupted.countDown();
          }
          return Decision.proceed();
        });
    fixture.shop.before(GREET, input -> Decision.cancel("no"));

    assertThat(fixture.shop.publish(GREET, ADA)).isInstanceOf(Cancelled.class);
    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aFailureWaitsForTheRestSinceAVetoMayStillCome() {
    CountDownLatch failed = new CountDownLatch(1);
    fixture.shop.before(
        GREET,
        input -> {
          failed.countDown();
          throw new HandlerFailure("dns", "no such host");
        },
        HandlerOptions.named("broken"));
    fixture.shop.before(
        GREET,
        input -> {
          failed.await();
          Thread.yield();
          return Decision.cancel("no");
        });

    assertThat(fixture.shop.publish(GREET, ADA)).isInstanceOf(Cancelled.class);
  }

  @Test
  void aBeforeFailureFailsTheEventAndOnAndAfterDoNotRun() {
    fixture.shop.before(
        GREET,
        input -> {
          throw new HandlerFailure("dns", "no such host");
        },
        HandlerOptions.named("broken"));
    fixture.shop.on(GREET, input -> note("on", new Receipt("")));
    fixture.shop.after(GREET, completion -> seen.add("after"));

    Outcome<Receipt> outcome = fixture.shop.publish(GREET, ADA);

    assertThat(errors(outcome))
        .extracting(HandlerError::by, HandlerError::code, HandlerError::message)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("shop/broken", "dns", "no such host"));
    assertThat(seen).isEmpty();
  }

  @Test
  void whatHasNotAnsweredByTheDeadlineFailsUnderItsOwnPolicy() {
    BusFixture quick =
        new BusFixture(
            Map.of(
                "greet",
                Duration.ofMillis(50),
                "sell",
                Duration.ofMillis(50),
                "quote",
                Duration.ofMillis(50)));
    quick.shop.before(GREET, input -> never(), HandlerOptions.named("slow"));
    quick.shop.before(
        SELL, input -> never(), HandlerOptions.named("slow").onTimeout(FailurePolicy.CANCEL));
    quick.shop.before(
        QUOTE, input -> never(), HandlerOptions.named("slow").onTimeout(FailurePolicy.PROCEED));

    assertThat(errors(quick.shop.publish(GREET, ADA)))
        .extracting(HandlerError::code)
        .containsExactly("timeout");
    assertThat(quick.shop.publish(SELL, new Sale("pen", 1))).isInstanceOf(Cancelled.class);
    assertThat(quick.shop.publish(QUOTE, ADA)).isInstanceOf(Completed.class);
  }

  @Test
  void oneDeadlineHoldsForTheWholeChain() {
    BusFixture quick = new BusFixture(Map.of("greet", Duration.ofMillis(200)));
    for (int i = 0; i < 5; i++) {
      quick.shop.replacing(GREET, i, input -> never());
    }
    long start = System.nanoTime();
    assertThat(quick.shop.publish(GREET, ADA)).isInstanceOf(Failed.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aSpinningHandlerDoesNotHoldThePublisherPastTheDeadline() {
    BusFixture quick = new BusFixture(Map.of("greet", Duration.ofMillis(50)));
    AtomicInteger stop = new AtomicInteger();
    quick.shop.before(
        GREET,
        input -> {
          while (stop.get() == 0) {
            Thread.onSpinWait();
          }
          return Decision.proceed();
        });
    assertThat(errors(quick.shop.publish(GREET, ADA)))
        .extracting(HandlerError::code)
        .containsExactly("timeout");
    stop.set(1);
  }

  @Test
  void replacersRunOneAfterAnotherLowerPriorityFirst() {
    fixture.shop.replacing(GREET, 2, input -> Decision.replace(new Plain(input.text() + "2")));
    fixture.shop.replacing(GREET, 1, input -> Decision.replace(new Plain(input.text() + "1")));
    fixture.shop.replacing(GREET, 2, input -> Decision.replace(new Plain(input.text() + "3")));
    fixture.shop.on(GREET, input -> new Receipt(input.text()));

    assertThat(first(fixture.shop.publish(GREET, ADA))).isEqualTo(new Receipt("Ada123"));
  }

  @Test
  void eachReplacementIsValidatedAgain() {
    fixture.shop.replacing(SELL, 0, input -> Decision.replace(new Sale("", 0)));
    fixture.shop.on(SELL, input -> note("on", new Receipt("")));

    List<HandlerError> errors = errors(fixture.shop.publish(SELL, new Sale("pen", 1)));

    assertThat(errors).extracting(HandlerError::code).containsExactly("invalid");
    assertThat(errors.getFirst().message()).contains("item", "amount");
    assertThat(seen).isEmpty();
  }

  @Test
  void onlyAReplacerMayReplace() {
    fixture.shop.before(GREET, input -> Decision.replace(new Plain("else")));
    assertThat(errors(fixture.shop.publish(GREET, ADA)).getFirst().message())
        .contains("not registered as replacing");
  }

  @Test
  void anInvalidInputIsRefusedBeforeAnythingRuns() {
    fixture.shop.before(SELL, input -> note("before", Decision.proceed()));
    assertThatThrownBy(() -> fixture.shop.publish(SELL, new Sale("", 0)))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            invalid ->
                assertThat(invalid.violations())
                    .extracting(InvalidInputException.Violation::path)
                    .containsExactlyInAnyOrder("item", "amount"));
    assertThat(seen).isEmpty();
  }

  @Test
  void aBeforeHandlerThatFindsTheInputInvalidMakesThePublisherSeeIt() {
    fixture.shop.before(
        GREET,
        input -> {
          throw new InvalidInputException(
              "greet", List.of(new InvalidInputException.Violation("text", "too loud")));
        });
    assertThatThrownBy(() -> fixture.shop.publish(GREET, ADA))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void onErrorsAreCollectedAndAfterStillRunsAndSeesBoth() {
    fixture.shop.on(GREET, input -> new Receipt("one"));
    fixture.shop.on(
        GREET,
        input -> {
          throw new IllegalStateException("out of paper");
        });
    fixture.shop.on(GREET, input -> new Receipt("three"));
    fixture.shop.after(
        GREET,
        completion ->
            seen.add(
                completion.results().size()
                    + " results, "
                    + completion.errors().size()
                    + " error"));

    Outcome<Receipt> outcome = fixture.shop.publish(GREET, ADA);

    assertThat(outcome)
        .isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.results()).hasSize(2));
    assertThat(errors(outcome)).extracting(HandlerError::message).containsExactly("out of paper");
    assertThat(seen).containsExactly("2 results, 1 error");
  }

  @Test
  void concurrentOnHandlersRunAtTheSameTimeAndAnswerInOrder() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    for (String name : List.of("first", "second")) {
      fixture.shop.on(
          QUOTE,
          input -> {
            both.countDown();
            assertThat(both.await(5, TimeUnit.SECONDS)).isTrue();
            return new Receipt(name);
          });
    }
    assertThat(fixture.shop.publish(QUOTE, ADA))
        .isEqualTo(
            new Completed<>(
                List.of(
                    new Result<>("shop", new Receipt("first")),
                    new Result<>("shop", new Receipt("second")))));
  }

  @Test
  void firstStopsAtTheFirstResult() {
    fixture.shop.on(GREET, input -> note("none", null));
    fixture.shop.on(GREET, input -> note("one", new Receipt("one")));
    fixture.shop.on(GREET, input -> note("two", new Receipt("two")));

    Outcome<Receipt> outcome =
        fixture.shop.publish(GREET, ADA, PublishOptions.DEFAULT.stopAtFirst());

    assertThat(((Completed<Receipt>) outcome).first()).contains(new Receipt("one"));
    assertThat(seen).containsExactly("none", "one");
  }

  @Test
  void firstWithoutAnyResultIsEmpty() {
    Outcome<Receipt> outcome =
        fixture.shop.publish(GREET, ADA, PublishOptions.DEFAULT.stopAtFirst());
    assertThat(((Completed<Receipt>) outcome).first()).isEmpty();
  }

  @Test
  void includeAndExcludeLimitRespondersButObserversAlwaysSeeTheEvent() {
    ConnectorEvents other = fixture.attach("other");
    fixture.shop.on(GREET, input -> new Receipt("shop"));
    other.on(GREET, input -> new Receipt("other"));
    other.before(GREET, input -> note("before", Decision.proceed()));
    other.after(GREET, completion -> seen.add("after"));

    assertThat(results(fixture.shop.publish(GREET, ADA, PublishOptions.including("shop"))))
        .containsExactly("shop");
    assertThat(results(fixture.shop.publish(GREET, ADA, PublishOptions.excluding("shop"))))
        .containsExactly("other");
    assertThat(seen).containsExactly("before", "after", "before", "after");
  }

  @Test
  void anUnknownConnectorInIncludeIsAnError() {
    assertThatThrownBy(() -> fixture.shop.publish(GREET, ADA, PublishOptions.including("shoop")))
        .isInstanceOf(UnknownConnectorException.class)
        .hasMessageContaining("shoop")
        .hasMessageContaining("shop");
  }

  @Test
  void anAfterHandlerThatThrowsIsCountedAndHarmsNobody() {
    BlockingQueue<String> harmless = new LinkedBlockingQueue<>();
    fixture.bus.observe(
        new DispatchObserver() {
          @Override
          public void harmless(CurrentEvent event, String by, Throwable failure) {
            harmless.add(by + " " + failure.getMessage());
          }
        });
    fixture.shop.after(
        GREET,
        completion -> {
          throw new IllegalStateException("full");
        });
    fixture.shop.after(GREET, completion -> seen.add("after"));

    assertThat(fixture.shop.publish(GREET, ADA)).isInstanceOf(Completed.class);
    assertThat(seen).containsExactly("after");
    assertThat(harmless).containsExactly("shop/after:greet full");
  }

  @Test
  void vetoingFromOnIsAnErrorThatNamesTheHandler() {
    Event<Plain, Object> any = Event.of("any", Plain.class, Object.class);
    ConnectorEvents rude = fixture.attach("rude", any);
    rude.on(any, input -> Decision.cancel("too late"), HandlerOptions.named("late"));

    assertThat(errors(rude.publish(any, ADA)).getFirst().message())
        .isEqualTo("rude/late vetoed, but only before handlers can");
  }

  @Test
  void theCurrentEventIsReadableBelowEveryHandler() {
    List<String> ids = java.util.Collections.synchronizedList(new ArrayList<>());
    fixture.shop.before(GREET, input -> noteId(ids, Decision.proceed()));
    fixture.shop.before(GREET, input -> noteId(ids, Decision.proceed()));
    fixture.shop.on(GREET, input -> noteId(ids, new Receipt("")));
    fixture.shop.after(GREET, completion -> noteId(ids, null));
    fixture.shop.after(GREET, completion -> noteId(ids, null));

    fixture.shop.publish(GREET, ADA);

    assertThat(ids).hasSize(5).allSatisfy(id -> assertThat(id).startsWith("evt_").hasSize(30));
    assertThat(ids.stream().distinct()).hasSize(1);
    assertThat(CurrentEvent.find()).isEmpty();
  }

  @Test
  void eventsThatCauseEventsStopAtADepthOfEight() {
    AtomicInteger deepest = new AtomicInteger();
    AtomicReference<String> refusal = new AtomicReference<>();
    fixture.shop.on(
        GREET,
        input -> {
          deepest.set(CurrentEvent.SCOPE.get().depth());
          try {
            fixture.shop.publish(GREET, input);
          } catch (RefusedException refused) {
            refusal.set(refused.getMessage());
          }
          return new Receipt("");
        });
    fixture.shop.publish(GREET, ADA);
    assertThat(deepest).hasValue(8);
    assertThat(refusal.get()).contains("8");
  }

  @Test
  void aHandlerOfAPatternSeesEventsOfConnectorsThatComeLater() {
    fixture.shop.after(
        EventPattern.parse("after:*"),
        payload -> seen.add(payload.hook()),
        HandlerOptions.named("audit"));
    Event<Plain, Receipt> late = Event.of("late", Plain.class, Receipt.class);
    ConnectorEvents other = fixture.attach("other", late);
    other.publish(late, ADA);
    assertThat(seen).containsExactly("after:late");
  }

  @Test
  void aWildcardNeverMeansANotice() {
    fixture.attach("host", HostEvents.CANCELLED);
    fixture.shop.after(
        EventPattern.parse("after:*"), payload -> seen.add(payload.hook()), HandlerOptions.DEFAULT);
    fixture.shop.after(
        EventPattern.parse("after:cancelled"),
        payload -> seen.add("named " + payload.hook()),
        HandlerOptions.DEFAULT);
    fixture.shop.before(GREET, input -> Decision.cancel("no"));

    fixture.shop.publish(GREET, ADA);

    assertThat(seen).containsExactly("named after:cancelled");
  }

  @Test
  void aPatternHandlerReplacesTheInputWithJson() {
    fixture.shop.replacing(
        EventPattern.parse("before:sell"),
        payload -> Decision.replace(Json.of("{\"item\":\"ink\",\"amount\":3}")),
        HandlerOptions.named("mutate"));
    fixture.shop.on(SELL, input -> new Receipt(input.amount() + " " + input.item()));
    assertThat(first(fixture.shop.publish(SELL, new Sale("pen", 1))))
        .isEqualTo(new Receipt("3 ink"));
  }

  @Test
  void closedRegistrationsGoAndDispatchesKeepTheirPlan() {
    fixture.shop.on(GREET, input -> new Receipt("kept"));
    fixture.shop.close();
    assertThat(results(fixture.attach("other").publish(GREET, ADA))).isEmpty();
    assertThatThrownBy(() -> fixture.shop.on(GREET, input -> new Receipt("")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void twoConnectorsThatDefineOneEventAreAnErrorThatNamesBoth() {
    Event<Plain, Receipt> own = Event.of("own", Plain.class, Receipt.class);
    assertThatThrownBy(
            () -> fixture.attach("copycat", own, Event.of("greet", Plain.class, Receipt.class)))
        .isInstanceOf(DuplicateEventException.class)
        .hasMessageContaining("shop")
        .hasMessageContaining("copycat");
    assertThatThrownBy(() -> fixture.bus.event("own")).isInstanceOf(UnknownEventException.class);
  }

  @Test
  void anUnknownEventNamesTheNearest() {
    assertThatThrownBy(() -> fixture.shop.publish("gret", Json.NULL, PublishOptions.DEFAULT))
        .isInstanceOf(UnknownEventException.class)
        .hasMessageContaining("did you mean greet?");
  }

  @Test
  void beyondSixtyFourWaitingDispatchesPublishIsRefusedAtOnce() throws Exception {
    CountDownLatch entered = new CountDownLatch(BusSettings.MAX_WAITING);
    CountDownLatch release = new CountDownLatch(1);
    fixture.shop.on(
        GREET,
        input -> {
          entered.countDown();
          release.await();
          return new Receipt("");
        });
    List<Thread> publishers = new ArrayList<>();
    for (int i = 0; i < BusSettings.MAX_WAITING; i++) {
      publishers.add(Thread.startVirtualThread(() -> fixture.shop.publish(GREET, ADA)));
    }
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> fixture.shop.publish(GREET, ADA)).isInstanceOf(RefusedException.class);

    release.countDown();
    for (Thread publisher : publishers) {
      publisher.join();
    }
    assertThat(fixture.bus.inFlight()).isZero();
    assertThat(fixture.bus.event("greet").counts().refused()).isEqualTo(1);
  }

  @Test
  void abortInterruptsALongHandlerAndTheEventFails() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    fixture.shop.on(
        GREET,
        input -> {
          entered.countDown();
          new CountDownLatch(1).await();
          return new Receipt("");
        });
    fixture.shop.after(GREET, completion -> seen.add(completion.errors().getFirst().code()));
    Publication publication =
        Publication.start(
            fixture.bus,
            "greet",
            Json.of("{\"text\":\"Ada\"}"),
            PublishOptions.DEFAULT,
            Origin.outside(0, null));
    assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();

    publication.abort();

    Outcome<Json> outcome = publication.done().get(5, TimeUnit.SECONDS);
    assertThat(errors(outcome)).extracting(HandlerError::code).containsExactly("aborted");
    assertThat(seen).containsExactly("aborted");
  }

  private static <I> Decision<I> never() throws InterruptedException {
    new CountDownLatch(1).await();
    return Decision.proceed();
  }

  private <T> T note(String word, T value) {
    seen.add(word);
    return value;
  }

  private static <T> T noteId(List<String> ids, T value) {
    ids.add(CurrentEvent.SCOPE.get().id());
    return value;
  }

  private static List<HandlerError> errors(Outcome<?> outcome) {
    return switch (outcome) {
      case Completed<?> _ -> List.of();
      case Cancelled<?>(var veto, var errors) -> errors;
      case Failed<?>(var results, var errors) -> errors;
    };
  }

  private static Receipt first(Outcome<Receipt> outcome) {
    return ((Completed<Receipt>) outcome).first().orElseThrow();
  }

  private static List<String> results(Outcome<Receipt> outcome) {
    return ((Completed<Receipt>) outcome)
        .results().stream().map(result -> result.value().text()).toList();
  }

  @Test
  void anAbortBeforeTheThreadHasBegunStillEndsItAsFailed() {
    BusFixture fixture = new BusFixture();
    fixture.shop.on(BusFixture.GREET, plain -> new BusFixture.Receipt(plain.text()));
    Json input = new Json("{\"text\": \"x\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (int i = 0; i < 200; i++) {
      Publication publication =
          Publication.start(fixture.bus, "greet", input, PublishOptions.DEFAULT, Origin.OUTSIDE);
      publication.abort();

      switch (publication.done().join()) {
        case Outcome.Completed<Json> _ -> {} // it was quicker
        case Outcome.Failed<Json>(_, var errors) ->
            assertThat(errors.getFirst().code()).isEqualTo("aborted");
        case Outcome.Cancelled<Json> cancelled -> throw new AssertionError(cancelled);
      }
    }
    assertThat(fixture.bus.inFlight()).isZero();
  }

  @Test
  void whatIsLateCannotVetoAnEventThatHasNoVeto() {
    BusFixture fixture = new BusFixture(Map.of("plain", Duration.ofMillis(50)));
    Event<Void, Void> plain = Event.of("plain", Void.class, Void.class).withoutVeto();
    ConnectorEvents own = fixture.attach("own", plain);
    own.before(
        plain,
        _ -> {
          new CountDownLatch(1).await();
          return Decision.proceed();
        },
        HandlerOptions.DEFAULT.onTimeout(FailurePolicy.CANCEL));

    assertThat(own.publish(plain)).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void aNoticeOfTheVetoThatIsRefusedDoesNotReachThePublisher() throws Exception {
    BusFixture fixture = new BusFixture();
    ConnectorEvents host = fixture.attach("interlock", HostEvents.all().toArray(Event[]::new));
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(BusSettings.MAX_WAITING);
    host.after(
        HostEvents.CANCELLED,
        _ -> {
          busy.countDown();
          goOn.await();
        });
    for (int i = 0; i < BusSettings.MAX_WAITING; i++) {
      Thread.ofVirtual()
          .start(
              () ->
                  host.publish(
                      HostEvents.CANCELLED, new HostEvents.Cancellation("a", "b", "c", "d")));
    }
    busy.await();
    fixture.shop.before(BusFixture.GREET, _ -> Decision.cancel("no"));

    assertThat(fixture.shop.publish(BusFixture.GREET, new BusFixture.Plain("x")))
        .isInstanceOf(Outcome.Cancelled.class);
    goOn.countDown();
  }

  @Test
  void oneCanWaitForTheDispatchesThatBeganBeforeItsHandlersWent() throws Exception {
    BusFixture fixture = new BusFixture();
    ConnectorEvents other = fixture.attach("other");
    CountDownLatch handling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    other.after(
        BusFixture.GREET,
        _ -> {
          handling.countDown();
          goOn.await();
        });
    Thread publisher =
        Thread.ofVirtual()
            .start(() -> fixture.shop.publish(BusFixture.GREET, new BusFixture.Plain("x")));
    handling.await();
    other.withdraw();

    assertThat(other.awaitDispatches(Duration.ofMillis(20))).isFalse();
    goOn.countDown();
    publisher.join();
    assertThat(other.awaitDispatches(Duration.ZERO)).isTrue();
  }
}
