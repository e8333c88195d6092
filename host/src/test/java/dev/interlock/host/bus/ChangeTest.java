package dev.interlock.host.bus;

import static dev.interlock.host.bus.BusFixture.GREET;
import static dev.interlock.host.bus.BusFixture.QUOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Event;
import dev.interlock.api.Outcome;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.api.Registration;
import dev.interlock.api.Result;
import dev.interlock.host.bus.BusFixture.Plain;
import dev.interlock.host.bus.BusFixture.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
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
class ChangeTest {

  private static final Plain ADA = new Plain("Ada");
  private static final Event<Plain, Void> TOLD = Event.notice("told", Plain.class);

  private final BusFixture fixture = new BusFixture();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    threads.close();
  }

  private static Outcome<Receipt> answer(String text) {
    return new Completed<>(List.of(new Result<>("shop", new Receipt(text))));
  }

  /// Runs a change that takes `old` away, and puts the new handler in when `end` is told.
  private Future<?> swap(Registration old) throws InterruptedException {
    Future<?> change =
        threads.submit(
            () ->
                fixture.bus.during(
                    () -> {
                      old.close();
                      begun.countDown();
                      awaitEnd();
                      fixture.shop.on(GREET, input -> new Receipt("new"));
                    }));
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    return change;
  }

  private void awaitEnd() {
    try {
      assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private Future<Outcome<Receipt>> publish() {
    Callable<Outcome<Receipt>> publish = () -> fixture.shop.publish(GREET, ADA);
    return threads.submit(publish);
  }

  @Test
  void anEventFromOutsideWaitsForTheEndAndNeverMeetsTheGap() throws Exception {
    Registration old = fixture.shop.on(GREET, input -> new Receipt("old"));
    assertThat(fixture.shop.publish(GREET, ADA)).isEqualTo(answer("old"));
    Future<?> change = swap(old);
    Future<Outcome<Receipt>> published = publish();

    await().during(Duration.ofMillis(100)).until(() -> !published.isDone());
    assertThat(fixture.bus.inFlight()).isZero();
    end.countDown();
    assertThat(published.get(10, TimeUnit.SECONDS)).isEqualTo(answer("new"));
    change.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatRunningEventsCauseGoesOn() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    fixture.shop.on(
        QUOTE,
        input -> {
          inside.countDown();
          begun.await();
          return new Receipt(String.valueOf(fixture.shop.publish(GREET, ADA)));
        });
    Registration old = fixture.shop.on(GREET, input -> new Receipt("old"));
    Callable<Outcome<Receipt>> quote = () -> fixture.shop.publish(QUOTE, ADA);
    Future<Outcome<Receipt>> running = threads.submit(quote);
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    Future<?> change = swap(old);

    assertThat(running.get(10, TimeUnit.SECONDS))
        .isEqualTo(answer(new Completed<Receipt>(List.of()).toString()));
    assertThat(change.isDone()).isFalse();
  }

  @Test
  void noticesGoOn() throws Exception {
    ConnectorEvents teller = fixture.attach("teller", TOLD);
    AtomicInteger told = new AtomicInteger();
    teller.after(TOLD, completion -> told.incrementAndGet());
    Future<?> change = swap(() -> {});

    teller.publish(TOLD, ADA);
    assertThat(told).hasValue(1);
    assertThat(change.isDone()).isFalse();
  }

  @Test
  void aChangeThatTakesTooLongHoldsEventsForFiveSeconds() throws Exception {
    Registration old = fixture.shop.on(GREET, input -> new Receipt("old"));
    Future<?> change = swap(old);
    long startedAt = System.nanoTime();

    assertThat(fixture.shop.publish(GREET, ADA)).isEqualTo(new Completed<Receipt>(List.of()));
    assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
        .isBetween(Duration.ofMillis(4_900), Duration.ofSeconds(9));
    assertThat(change.isDone()).isFalse();
  }

  @Test
  void aChangeThatFailsHoldsNothingUpAfterIt() {
    assertThatThrownBy(
            () ->
                fixture.bus.during(
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    fixture.shop.on(GREET, input -> new Receipt("still"));

    assertThat(fixture.shop.publish(GREET, ADA)).isEqualTo(answer("still"));
  }
}
