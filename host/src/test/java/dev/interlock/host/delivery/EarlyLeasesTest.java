package dev.interlock.host.delivery;

import static dev.interlock.host.delivery.Queues.delivery;
import static dev.interlock.host.delivery.Queues.durable;
import static dev.interlock.host.delivery.Queues.many;
import static dev.interlock.host.delivery.Queues.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.NotStoredException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EarlyLeasesTest {

  private final Queues fixture = new Queues();

  @BeforeEach
  void leaseEarly() {
    fixture.store.leasesEarly = true;
  }

  @Test
  void whatIsNewIsLeasedWithItsAcceptance() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = fixture.open(durable().named("a"), transport);
    int before = fixture.store.demands.size();

    fixture.enqueue(queue, delivery("one"), delivery("two"));

    assertThat(texts(transport)).containsExactly("one", "two");
    assertThat(fixture.store.demands).hasSize(before);
    assertThat(fixture.store.early).isEqualTo(2);
    assertThat(fixture.store.finished).hasSize(2);
  }

  @Test
  void noMoreIsLeasedWithItsAcceptanceThanCanSoonBegin() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(durable().concurrency(4).named("a"), transport);

    for (NewDelivery each : many(100)) {
      queue.enqueue(each);
    }
    assertThat(fixture.store.early).isEqualTo(8);
    fixture.time.run();

    assertThat(transport.sent()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "100, 12", "250, 4", "1000, 4"})
  void theFasterItAnswersTheMoreIsLeasedAhead(int millis, int leased) {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(durable().concurrency(4).named("a"), transport);
    fixture.enqueue(queue, delivery("first"));
    fixture.advance(Duration.ofMillis(millis));
    transport.end(ScriptedTransport.delivered());
    fixture.time.run();
    int before = fixture.store.early;

    for (NewDelivery each : many(100)) {
      queue.enqueue(each);
    }

    assertThat(fixture.store.early - before).isEqualTo(leased);
  }

  @Test
  void whatWaitsGoesBeforeWhatIsNew() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(durable().concurrency(1).named("a"), transport);
    fixture.enqueue(queue, delivery("1"), delivery("2"), delivery("3"));
    int early = fixture.store.early;

    for (int i = 4; i <= 7; i++) {
      fixture.enqueue(queue, delivery("" + i));
      transport.end(ScriptedTransport.delivered());
      fixture.time.run();
    }
    for (int i = 5; i <= 7; i++) {
      transport.end(ScriptedTransport.delivered());
      fixture.time.run();
    }

    assertThat(texts(transport)).containsExactly("1", "2", "3", "4", "5", "6", "7");
    assertThat(early).isPositive();
  }

  @Test
  void whatCouldNotBeStoredHoldsNoPlace() {
    Queues narrow =
        new Queues(
            DeliverySettings.of("here", "hash")
                .within(new DeliverySettings.Bounds(1, 1 << 20, Duration.ofDays(1))));
    narrow.store.leasesEarly = true;
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = narrow.open(durable().named("a"), transport);
    narrow.store.failing = true;
    assertThatExceptionOfType(NotStoredException.class)
        .isThrownBy(() -> queue.enqueue(delivery("one")));
    narrow.store.failing = false;

    narrow.enqueue(queue, delivery("two"));

    assertThat(texts(transport)).containsExactly("two");
    assertThat(narrow.store.early).isEqualTo(1);
    narrow.close();
  }

  @Test
  void whatHasAKeyOrADelayOrARateIsLeasedInItsTurn() {
    DeliveryQueue queue = fixture.open(durable().named("a"), ScriptedTransport.delivering());
    DeliveryQueue slow =
        fixture.open(durable().rate("1/s").named("b"), ScriptedTransport.delivering());

    fixture.enqueue(queue, Queues.delivery("ordered", "k"), Queues.later("late"));
    fixture.enqueue(slow, delivery("rated"));

    assertThat(fixture.store.early).isZero();
  }
}
