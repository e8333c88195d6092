package dev.interlock.host.bus;

import static dev.interlock.host.bus.BusFixture.GREET;
import static dev.interlock.host.bus.BusFixture.QUOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.Event;
import dev.interlock.api.Outcome;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.api.RefusedException;
import dev.interlock.api.Result;
import dev.interlock.host.bus.BusFixture.Plain;
import dev.interlock.host.bus.BusFixture.Receipt;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is published while handlers are changed.
@Timeout(30)
class GenerationTest {

  private static final Plain ADA = new Plain("Ada");
  private static final Event<Plain, Void> TOLD = Event.notice("told", Plain.class);

  private final BusFixture fixture = new BusFixture();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch inside = new CountDownLatch(1);
  private final TypeMapping mapping = new TypeMapping();
  private final DefinedEvents none =
      fixture.bus.define(
          new ConnectorIdentity("clerk", "1.0.0"),
          List.of(),
          new EventTypes(mapping, new EventSchemas(mapping)));
  private ConnectorEvents clerk = fixture.bus.member(none);

  @AfterEach
  void close() {
    goOn.countDown();
    threads.close();
  }

  /// A clerk who follows the one before, and answers so.
  private CompletableFuture<Void> change(String answer) {
    ConnectorEvents before = clerk;
    ConnectorEvents next = fixture.bus.member(none);
    next.on(GREET, input -> new Receipt(answer));
    clerk = next;
    return fixture.bus.generations().change(List.of(before), List.of(next));
  }

  private static Outcome<Receipt> answer(String text) {
    return new Completed<>(List.of(new Result<>("clerk", new Receipt(text))));
  }

  private Outcome<Receipt> greet() {
    return fixture.shop.publish(GREET, ADA);
  }

  private Future<Outcome<Receipt>> quoting() throws InterruptedException {
    fixture.shop.on(
        QUOTE,
        input -> {
          inside.countDown();
          goOn.await();
          return new Receipt(String.valueOf(greet()));
        });
    Callable<Outcome<Receipt>> quote = () -> fixture.shop.publish(QUOTE, ADA);
    Future<Outcome<Receipt>> running = threads.submit(quote);
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    return running;
  }

  @Test
  void whatIsRegisteredIsUnseenUntilItsGenerationIsInForce() {
    ConnectorEvents next = fixture.bus.member(none);
    next.on(GREET, input -> new Receipt("new"));

    assertThat(greet()).isEqualTo(new Completed<Receipt>(List.of()));
    var _ = fixture.bus.generations().change(List.of(), List.of(next));

    assertThat(greet()).isEqualTo(answer("new"));
  }

  @Test
  void eachEventMeetsTheOldOrTheNewAndNeverNoneOrBoth() throws Exception {
    var _ = change("0");
    AtomicInteger latest = new AtomicInteger();
    CountDownLatch publishing = new CountDownLatch(4);
    List<Future<Integer>> publishers =
        java.util.stream.IntStream.range(0, 4)
            .mapToObj(
                i -> {
                  Callable<Integer> publish =
                      () -> {
                        int published = 0;
                        while (goOn.getCount() > 0) {
                          int before = latest.get();
                          Outcome<Receipt> outcome = greet();
                          int after = latest.get();
                          assertThat(numberOf(outcome)).isBetween(before, after + 1);
                          published++;
                          if (published == 1) {
                            publishing.countDown();
                          }
                        }
                        return published;
                      };
                  return threads.submit(publish);
                })
            .toList();
    assertThat(publishing.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 1; i <= 2_000; i++) {
      var _ = change(String.valueOf(i));
      latest.set(i);
    }
    goOn.countDown();

    for (Future<Integer> publisher : publishers) {
      assertThat(publisher.get(10, TimeUnit.SECONDS)).isPositive();
    }
    assertThat(fixture.bus.inFlight()).isZero();
  }

  private static int numberOf(Outcome<Receipt> outcome) {
    assertThat(outcome).isInstanceOf(Completed.class);
    List<Result<Receipt>> results = ((Completed<Receipt>) outcome).results();
    assertThat(results).hasSize(1);
    return Integer.parseInt(java.util.Objects.requireNonNull(results.getFirst().value()).text());
  }

  @Test
  void whatARunningEventCausesGoesByItsGeneration() throws Exception {
    var _ = change("old");
    Future<Outcome<Receipt>> running = quoting();
    CompletableFuture<Void> ended = change("new");

    assertThat(greet()).isEqualTo(answer("new"));
    assertThat(ended).isNotDone();
    goOn.countDown();

    assertThat(running.get(10, TimeUnit.SECONDS))
        .isEqualTo(
            new Completed<>(
                List.of(new Result<>("shop", new Receipt(String.valueOf(answer("old")))))));
    assertThat(ended).succeedsWithin(java.time.Duration.ofSeconds(10));
  }

  @Test
  void aChangeDoesNotWaitForWhatRuns() throws Exception {
    Future<Outcome<Receipt>> running = quoting();

    for (int i = 0; i < 100; i++) {
      var _ = change(String.valueOf(i));
    }

    assertThat(greet()).isEqualTo(answer("99"));
    assertThat(running).isNotDone();
    assertThat(fixture.bus.inFlight()).isEqualTo(1);
  }

  @Test
  void twoWhoDefineOneEventChangeNothing() {
    var _ = change("old");
    ConnectorEvents other =
        fixture.bus.member(
            fixture.bus.define(
                new ConnectorIdentity("other", "1.0.0"),
                List.of(GREET),
                new EventTypes(mapping, new EventSchemas(mapping))));

    assertThatExceptionOfType(DuplicateEventException.class)
        .isThrownBy(() -> fixture.bus.generations().change(List.of(), List.of(other)));
    assertThat(greet()).isEqualTo(answer("old"));
  }

  @Test
  void aShutGateRefusesWhatComesFromOutsideWhateverItsDepth() throws Exception {
    var _ = change("old");
    Future<Outcome<Receipt>> running = quoting();
    fixture.bus.gate().shut(RefusedException.Code.NOT_READY, "no clerk");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(this::greet)
        .withMessage("greet: no clerk")
        .extracting(RefusedException::code)
        .isEqualTo(RefusedException.Code.NOT_READY);
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(
            () ->
                Publication.start(
                    fixture.bus,
                    "greet",
                    dev.interlock.api.Json.of("{\"text\":\"Ada\"}"),
                    dev.interlock.api.PublishOptions.DEFAULT,
                    Origin.outside(1, null)));
    goOn.countDown();
    assertThat(running.get(10, TimeUnit.SECONDS)).isInstanceOf(Completed.class);
  }

  @Test
  void noticesPassAShutGate() {
    ConnectorEvents teller = fixture.attach("teller", TOLD);
    AtomicInteger told = new AtomicInteger();
    teller.after(TOLD, completion -> told.incrementAndGet());
    fixture.bus.gate().shut(RefusedException.Code.STARTING, "starting");

    teller.publish(TOLD, ADA);

    assertThat(told).hasValue(1);
  }

  @Test
  void whoIsToComePublishesNothingYet() {
    ConnectorEvents next = fixture.bus.member(none);
    fixture.bus.generations().stage(List.of(), List.of(next));

    assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> next.publish(GREET, ADA));
    var _ = fixture.bus.generations().change(List.of(), List.of(next));
    assertThat(next.publish(GREET, ADA)).isInstanceOf(Completed.class);
  }
}
