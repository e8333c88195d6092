package dev.interlock.host.delivery;

import static dev.interlock.host.delivery.Queues.delivery;
import static dev.interlock.host.delivery.Queues.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.Durability;
import dev.interlock.host.delivery.Queues.Definition;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MemoryDeliveryTest {

  private final Queues fixture = new Queues();

  private static Definition memory() {
    return new Definition(Durability.MEMORY);
  }

  @Test
  void deliversOnThePublishersThread() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = fixture.open(memory().named("a"), transport);

    queue.enqueue(delivery("one"));

    assertThat(texts(transport)).containsExactly("one");
    assertThat(transport.endings())
        .singleElement()
        .satisfies(
            ending -> {
              assertThat(ending.state()).isEqualTo(DeliveryState.DELIVERED);
              assertThat(ending.attempts()).isEqualTo(1);
            });
    assertThat(fixture.store.opened).isZero();
  }

  @Test
  void triesAgainAfterTheDelaysOfItsPolicyAndThenGivesUp() {
    ScriptedTransport transport = ScriptedTransport.answering(each -> ScriptedTransport.refused());
    DeliveryQueue queue = fixture.open(memory().named("a"), transport);

    fixture.enqueue(queue, delivery("one"));
    fixture.advance(Duration.ofMillis(999));
    assertThat(transport.sent()).hasSize(1);
    fixture.advance(Duration.ofMillis(1));
    assertThat(transport.sent()).hasSize(2);
    fixture.advance(Duration.ofSeconds(2));

    assertThat(transport.sent()).extracting(each -> each.attempt()).containsExactly(1, 2, 3);
    assertThat(transport.delays()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(transport.endings())
        .extracting(DeliveryEnding::state, DeliveryEnding::cause, DeliveryEnding::attempts)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(DeliveryState.FAILED, "connect", 3));
  }

  @Test
  void keepsToItsConcurrency() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(memory().concurrency(2).named("a"), transport);

    fixture.enqueue(queue, delivery("1"), delivery("2"), delivery("3"), delivery("4"));
    assertThat(texts(transport)).containsExactly("1", "2");
    transport.end(ScriptedTransport.delivered());
    assertThat(texts(transport)).containsExactly("1", "2", "3");
    transport.end(ScriptedTransport.delivered());
    transport.end(ScriptedTransport.delivered());
    transport.end(ScriptedTransport.delivered());

    assertThat(transport.endings()).hasSize(4);
    assertThat(transport.most()).isEqualTo(2);
  }

  @Test
  void goesOnAfterAReload() {
    ScriptedTransport before = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(memory().concurrency(1).named("a"), before);
    fixture.enqueue(queue, delivery("1"), delivery("2"), delivery("3"));

    queue.close();
    fixture.closeTargets("testing");
    before.end(ScriptedTransport.delivered());
    assertThat(texts(before)).containsExactly("1");
    ScriptedTransport after = ScriptedTransport.delivering();
    fixture.advance(Duration.ofSeconds(59));
    DeliveryQueue _ = fixture.open(memory().named("a"), after);
    fixture.advance(Duration.ofSeconds(120));

    assertThat(texts(after)).containsExactly("2", "3");
    assertThat(before.endings()).hasSize(1);
  }

  @Test
  void dropsAndCountsWhatNobodyComesBackFor() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(memory().concurrency(1).named("a"), transport);
    fixture.enqueue(queue, delivery("1"), delivery("2"));
    transport.end(ScriptedTransport.delivered());
    transport.end(ScriptedTransport.refused());

    queue.close();
    fixture.advance(Duration.ofSeconds(59));
    assertThat(fixture.queues.load().queued()).isEqualTo(1);
    fixture.advance(Duration.ofSeconds(2));

    assertThat(fixture.queues.load().queued()).isZero();
    assertThat(fixture.meters.getMeters()).isEmpty();
  }

  @Test
  void aStopGivesWhatWaitsItsLastTryAtOnce() {
    ScriptedTransport transport = ScriptedTransport.answering(each -> ScriptedTransport.refused());
    DeliveryQueue queue = fixture.open(memory().named("a"), transport);
    fixture.enqueue(queue, delivery("1"), delivery("2"));
    transport.answer(
        each ->
            each.body()[0] == '1' ? ScriptedTransport.delivered() : ScriptedTransport.refused());

    fixture.queues.stop(Duration.ofSeconds(1));

    assertThat(transport.sent()).hasSize(4);
    assertThat(transport.endings())
        .extracting(DeliveryEnding::state)
        .containsExactly(DeliveryState.DELIVERED, DeliveryState.FAILED);
  }

  @Test
  void whatIsLeftAfterAStopIsAbandonedAndTold() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(memory().concurrency(1).named("a"), transport);
    fixture.enqueue(queue, delivery("1"), delivery("2"));

    fixture.queues.stop(Duration.ofMillis(20));
    queue.enqueue(delivery("late"));

    assertThat(transport.endings())
        .extracting(DeliveryEnding::state)
        .containsExactly(DeliveryState.ABANDONED, DeliveryState.ABANDONED, DeliveryState.ABANDONED);
    assertThat(transport.sent()).hasSize(1);
  }

  @Test
  void aFullQueueDropsItsOldestAndTells() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(memory().concurrency(1).backlog(2).named("a"), transport);

    fixture.enqueue(queue, delivery("1"), delivery("2"), delivery("3"), delivery("4"));

    assertThat(transport.endings())
        .singleElement()
        .satisfies(
            ending -> {
              assertThat(ending.state()).isEqualTo(DeliveryState.DROPPED);
              assertThat(ending.cause()).isEqualTo("dropped");
            });
    transport.end(ScriptedTransport.delivered());
    assertThat(texts(transport)).containsExactly("1", "3");
  }

  @Test
  void expiresWhileTheBreakerIsOpen() {
    ScriptedTransport transport = ScriptedTransport.answering(each -> ScriptedTransport.refused());
    DeliveryQueue queue =
        fixture.open(
            memory().retry(Definition.tries(100)).expire(Duration.ofSeconds(20)).named("a"),
            transport);
    for (int i = 0; i < 10; i++) {
      fixture.enqueue(queue, delivery("" + i));
      fixture.advance(Duration.ofMillis(150));
    }
    assertThat(queue.status().breakerOpen()).isTrue();

    fixture.advance(Duration.ofSeconds(120));

    assertThat(transport.endings()).hasSize(10);
    assertThat(fixture.queues.load().queued()).isZero();
  }

  @Test
  void aWholeQueueOfExpiredOnesEnds() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue =
        fixture.open(memory().expire(Duration.ofSeconds(1)).named("a"), transport);
    fixture.deliveries("testing").pause("a");
    for (int i = 0; i < 10_000; i++) {
      queue.enqueue(delivery("d"));
    }
    fixture.advance(Duration.ofSeconds(2));

    fixture.deliveries("testing").resume("a");
    fixture.time.run();

    assertThat(transport.sent()).isEmpty();
    assertThat(transport.endings()).hasSize(10_000);
  }

  @Test
  void aRateIsKept() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = fixture.open(memory().rate("10/s").named("a"), transport);
    for (int i = 0; i < 50; i++) {
      queue.enqueue(delivery("d"));
    }
    assertThat(transport.sent()).hasSize(10);

    fixture.advance(Duration.ofSeconds(1));
    assertThat(transport.sent().size()).isBetween(19, 21);
    fixture.advance(Duration.ofSeconds(5));

    assertThat(transport.sent()).hasSize(50);
  }

  @Test
  void anIdleQueueSetsNoTimers() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = fixture.open(memory().named("a"), transport);
    fixture.enqueue(queue, delivery("1"));
    fixture.advance(Duration.ofSeconds(5));

    assertThat(fixture.time.timers()).isZero();
  }

  @Test
  void aBeforeHookIsRefusedWhileTheBreakerIsOpenButForOneProbe() {
    DeliveryQueue queue = fixture.open(memory().named("a"), ScriptedTransport.delivering());
    for (int i = 0; i < 10; i++) {
      assertThat(queue.permit()).isTrue();
      queue.observed(false);
      fixture.advance(Duration.ofMillis(150));
    }
    assertThat(queue.permit()).isFalse();

    fixture.advance(Duration.ofSeconds(5));

    assertThat(queue.permit()).isTrue();
    assertThat(queue.permit()).isFalse();
    queue.observed(true);
    assertThat(queue.permit()).isTrue();
  }
}
