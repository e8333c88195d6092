package dev.interlock.host.delivery;

import static dev.interlock.host.delivery.Queues.delivery;
import static dev.interlock.host.delivery.Queues.durable;
import static dev.interlock.host.delivery.Queues.many;
import static dev.interlock.host.delivery.Queues.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.Registration;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.NotStoredException;
import dev.interlock.api.delivery.Poison;
import dev.interlock.api.delivery.TargetChange;
import dev.interlock.host.delivery.Queues.Definition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DurableDeliveryTest {

  private final Queues fixture = new Queues();

  private int attempts() {
    return fixture.store.made.size();
  }

  @Test
  void deliversWithoutWaitingForAPollAndRecordsTheAttempt() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = fixture.open(durable().named("a"), transport);

    fixture.enqueue(queue, delivery("one"));

    assertThat(texts(transport)).containsExactly("one");
    assertThat(fixture.store.finished).containsValue(DeliveryState.DELIVERED).hasSize(1);
    assertThat(transport.endings()).hasSize(1);
    assertThat(attempts()).isEqualTo(1);
  }

  @Test
  void opensTheStoreWithTheFirstDurableTargetOnly() {
    DeliveryQueue _ =
        fixture.open(new Definition(Durability.MEMORY).named("m"), ScriptedTransport.delivering());
    assertThat(fixture.store.opened).isZero();

    DeliveryQueue _ = fixture.open(durable().named("a"), ScriptedTransport.delivering());
    DeliveryQueue _ = fixture.open(durable().named("b"), ScriptedTransport.delivering());

    assertThat(fixture.store.opened).isEqualTo(1);
  }

  @Test
  void aTransportHearsOfTheEndOnlyOnceItIsRecorded() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(durable().named("a"), transport);
    fixture.enqueue(queue, delivery("one"));
    fixture.store.failing = true;

    transport.end(ScriptedTransport.delivered());
    fixture.time.run();
    assertThat(transport.endings()).isEmpty();
    fixture.store.failing = false;
    fixture.advance(Duration.ofSeconds(2));

    assertThat(transport.endings()).hasSize(1);
    assertThat(transport.sent()).hasSize(1);
  }

  @Test
  void whatCanNotBeStoredIsRefused() {
    DeliveryQueue queue = fixture.open(durable().named("a"), ScriptedTransport.delivering());
    fixture.store.failing = true;

    assertThatExceptionOfType(NotStoredException.class)
        .isThrownBy(() -> queue.enqueue(delivery("one")))
        .withMessage("the disk is full");
  }

  @Test
  void resultsOfOneMomentAreRecordedByOneCallAndSoIsTheirLease() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(durable().concurrency(50).named("a"), transport);
    for (NewDelivery each : many(50)) {
      queue.enqueue(each);
    }
    fixture.time.run();
    assertThat(fixture.store.leases).contains(50);

    for (int i = 0; i < 50; i++) {
      transport.end(ScriptedTransport.delivered());
    }
    fixture.time.run();

    assertThat(fixture.store.settles).containsExactly(50);
    assertThat(transport.endings()).hasSize(50);
  }

  @Test
  void fewCallsUnderLoad() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = fixture.open(durable().named("a"), transport);
    for (NewDelivery each : many(5_000)) {
      queue.enqueue(each);
    }
    fixture.time.run();

    assertThat(transport.endings()).hasSize(5_000);
    int calls = fixture.store.demands.size() + fixture.store.settles.size();
    assertThat(calls).isLessThan(1_000);
  }

  @Test
  void neverMoreAtOnceThanItsConcurrencyAndNothingLeasedFarAhead() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(durable().concurrency(4).named("a"), transport);

    fixture.enqueue(queue, many(100));

    assertThat(transport.sent()).hasSize(4);
    assertThat(fixture.store.leases.stream().mapToInt(each -> each).sum()).isLessThanOrEqualTo(8);
  }

  @Test
  void whatWaitsTooLongSinceItsLeaseIsGivenBack() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(durable().concurrency(1).named("a"), transport);
    fixture.enqueue(queue, delivery("1"), delivery("2"));
    int before = fixture.store.settles.stream().mapToInt(each -> each).sum();
    assertThat(before).isZero();

    fixture.advance(Duration.ofSeconds(4));

    assertThat(fixture.store.settles.stream().mapToInt(each -> each).sum()).isPositive();
    transport.end(ScriptedTransport.delivered());
    fixture.advance(Duration.ofSeconds(1));
    assertThat(texts(transport)).containsExactly("1", "2");
    assertThat(transport.sent()).extracting(each -> each.attempt()).containsExactly(1, 1);
  }

  @Test
  void targetsTakeTurnsWhereTheHostHasTooLittle() {
    Queues narrow =
        new Queues(
            DeliverySettings.of("here", "hash")
                .within(new DeliverySettings.Bounds(10, 1 << 20, Duration.ofDays(1))));
    ScriptedTransport greedy = ScriptedTransport.holding();
    ScriptedTransport modest = ScriptedTransport.holding();
    DeliveryQueue first = narrow.open(durable().concurrency(50).named("greedy"), greedy);
    DeliveryQueue second = narrow.open(durable().concurrency(50).named("modest"), modest);
    for (int i = 0; i < 100; i++) {
      first.enqueue(delivery("g" + i));
      second.enqueue(delivery("m" + i));
    }
    narrow.time.run();

    assertThat(greedy.sent()).hasSize(5);
    assertThat(modest.sent()).hasSize(5);
    narrow.close();
  }

  @Test
  void anAttemptThatNeverEndsIsAbortedWithinItsLease() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(durable().named("a"), transport);
    fixture.enqueue(queue, delivery("one"));

    fixture.advance(Duration.ofSeconds(12));
    assertThat(transport.open().getFirst()).isNotCancelled();
    fixture.advance(Duration.ofSeconds(3));

    assertThat(transport.open().getFirst()).isCancelled();
    assertThat(fixture.store.made).extracting(each -> each.succeeded()).containsExactly(false);
    assertThat(transport.sent()).hasSize(2);
  }

  @Test
  void aBrokenTransportIsAFailureLikeAnyOther() {
    ScriptedTransport transport = ScriptedTransport.throwing();
    DeliveryQueue queue = fixture.open(durable().named("a"), transport);

    fixture.enqueue(queue, delivery("one"));
    fixture.advance(Duration.ofSeconds(10));

    assertThat(transport.endings())
        .singleElement()
        .satisfies(
            ending -> {
              assertThat(ending.state()).isEqualTo(DeliveryState.FAILED);
              assertThat(ending.cause()).isEqualTo("transport");
              assertThat(ending.attempts()).isEqualTo(3);
            });
  }

  @Test
  void deliveriesOfOneKeyGoInOrderEvenWhenTheFirstFails() {
    ScriptedTransport transport =
        ScriptedTransport.answering(
            each ->
                each.attempt() < 3 ? ScriptedTransport.refused() : ScriptedTransport.delivered());
    DeliveryQueue queue = fixture.open(durable().noBreaker().named("a"), transport);

    fixture.enqueue(queue, delivery("1", "k"), delivery("2", "k"), delivery("x", "other"));
    fixture.advance(Duration.ofSeconds(30));

    assertThat(texts(transport).stream().filter(each -> !each.equals("x")).toList())
        .containsExactly("1", "1", "1", "2", "2", "2");
  }

  @Test
  void poisonDecidesAboutTheRestOfTheKey() {
    for (Poison poison : Poison.values()) {
      ScriptedTransport transport =
          ScriptedTransport.answering(
              each ->
                  each.body().length == 1
                      ? ScriptedTransport.gaveUp()
                      : ScriptedTransport.delivered());
      DeliveryQueue queue =
          fixture.open(durable().poison(poison).named("p" + poison.name()), transport);

      fixture.enqueue(queue, delivery("1", "k"), delivery("second", "k"));
      fixture.advance(Duration.ofSeconds(2));

      List<DeliveryState> states = transport.endings().stream().map(each -> each.state()).toList();
      switch (poison) {
        case PARK ->
            assertThat(states).containsExactly(DeliveryState.PARKED, DeliveryState.DELIVERED);
        case SKIP ->
            assertThat(states).containsExactly(DeliveryState.FAILED, DeliveryState.DELIVERED);
        case HOLD -> assertThat(states).containsExactly(DeliveryState.HELD);
      }
    }
  }

  @Test
  void whatExpiresIsNotTried() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue =
        fixture.open(durable().expire(Duration.ofSeconds(30)).named("a"), transport);
    fixture.deliveries("testing").pause("a");
    fixture.enqueue(queue, delivery("one"));
    fixture.advance(Duration.ofSeconds(31));

    fixture.deliveries("testing").resume("a");
    fixture.time.run();

    assertThat(transport.sent()).isEmpty();
    assertThat(transport.endings())
        .extracting(each -> each.state())
        .containsExactly(DeliveryState.EXPIRED);
  }

  @Test
  void whatMayNeverBeLeasedIsLookedThroughForWhatHasExpired() {
    for (Poison poison : Poison.values()) {
      fixture.open(durable().poison(poison).named("p" + poison), ScriptedTransport.delivering());
    }
    fixture.open(durable().named("paused"), ScriptedTransport.delivering());
    fixture.deliveries("testing").pause("paused");

    fixture.advance(Duration.ofSeconds(61));

    assertThat(fixture.store.swept).containsExactlyInAnyOrder("testing/pHOLD", "testing/paused");
  }

  @Test
  void retryAfterIsObservedButNotBeyondItsExpiry() {
    ScriptedTransport transport =
        ScriptedTransport.answering(
            each -> ScriptedTransport.retry(Duration.ofSeconds(20), "status_5xx", 503));
    DeliveryQueue queue =
        fixture.open(durable().expire(Duration.ofSeconds(30)).named("a"), transport);

    fixture.enqueue(queue, delivery("one"));
    fixture.advance(Duration.ofSeconds(19));
    assertThat(transport.sent()).hasSize(1);
    fixture.advance(Duration.ofSeconds(2));
    assertThat(transport.sent()).hasSize(2);

    assertThat(transport.endings())
        .extracting(each -> each.state())
        .containsExactly(DeliveryState.FAILED);
  }

  @Test
  void aTargetThatIsGoneTwiceAMinuteApartIsDisabledAndAcceptsMeanwhile() {
    ScriptedTransport transport = ScriptedTransport.answering(each -> ScriptedTransport.gone());
    DeliveryQueue queue = fixture.open(durable().named("a"), transport);
    fixture.enqueue(queue, delivery("1"));
    fixture.advance(Duration.ofSeconds(59));
    fixture.enqueue(queue, delivery("2"));
    assertThat(transport.changes()).isEmpty();
    fixture.advance(Duration.ofSeconds(2));
    fixture.enqueue(queue, delivery("3"));
    assertThat(transport.changes()).containsExactly(new TargetChange.Disabled("a", "410"));

    transport.answer(each -> ScriptedTransport.delivered());
    fixture.enqueue(queue, delivery("4"));
    fixture.advance(Duration.ofMinutes(5));
    assertThat(transport.sent()).hasSize(3);
    assertThat(queue.status().disabled()).isNotNull();
    assertThat(queue.status().waiting()).isEqualTo(1);
    fixture.deliveries("testing").enable("a");
    fixture.time.run();

    assertThat(transport.sent()).hasSize(4);
    assertThat(queue.status().disabled()).isNull();
  }

  @Test
  void nothingButFailuresForLongDisables() {
    ScriptedTransport transport = ScriptedTransport.answering(each -> ScriptedTransport.gaveUp());
    DeliveryQueue queue =
        fixture.open(durable().disableAfter(Duration.ofMinutes(10)).named("a"), transport);
    for (int i = 0; i < 10; i++) {
      fixture.enqueue(queue, delivery("d" + i));
      fixture.advance(Duration.ofMinutes(1));
    }
    assertThat(transport.changes()).isEmpty();

    fixture.enqueue(queue, delivery("last"));

    assertThat(transport.changes()).singleElement().isInstanceOf(TargetChange.Disabled.class);
    assertThat(fixture.store.changes).isLessThanOrEqualTo(2);
  }

  @Test
  void whileTheBreakerIsOpenDeliveriesWaitWithoutUsingTries() {
    ScriptedTransport transport = ScriptedTransport.answering(each -> ScriptedTransport.refused());
    DeliveryQueue queue = fixture.open(durable().retry(Definition.tries(12)).named("a"), transport);
    fixture.enqueue(queue, delivery("0"));
    for (int i = 1; i < 10; i++) {
      fixture.advance(Duration.ofMillis(150));
      fixture.enqueue(queue, delivery("" + i));
    }
    assertThat(queue.status().breakerOpen()).isTrue();
    int sent = transport.sent().size();

    fixture.enqueue(queue, delivery("late"));
    fixture.advance(Duration.ofMillis(4_900));
    assertThat(transport.sent()).hasSize(sent);
    fixture.advance(Duration.ofMillis(1_200));
    assertThat(transport.sent()).as("one probe").hasSize(sent + 1);
    fixture.advance(Duration.ofMillis(8_700));
    assertThat(transport.sent()).hasSize(sent + 1);
    transport.answer(each -> ScriptedTransport.delivered());
    fixture.advance(Duration.ofSeconds(3));

    assertThat(transport.endings()).hasSize(11);
    assertThat(transport.endings())
        .allSatisfy(each -> assertThat(each.state()).isEqualTo(DeliveryState.DELIVERED));
    assertThat(transport.changes()).containsExactly(new TargetChange.Recovered("a"));
    assertThat(queue.status().breakerOpen()).isFalse();
    assertThat(fixture.store.targets().get("testing/a").openUntil()).isNull();
  }

  @Test
  void aBreakerThatAnotherHostOpenedIsOpenHere() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = fixture.open(durable().named("a"), transport);
    DeliveryStore.TargetRecord record =
        DeliveryStore.TargetRecord.unknown("testing/a")
            .withBreaker(fixture.store.now().plusSeconds(30), 1);
    assertThat(fixture.store.change(record)).isTrue();
    fixture.store.listener.accept(Set.of("testing/a"));
    fixture.time.run();

    fixture.enqueue(queue, delivery("one"));
    fixture.advance(Duration.ofSeconds(29));
    assertThat(transport.sent()).isEmpty();
    assertThat(queue.permit()).isFalse();
    fixture.advance(Duration.ofSeconds(2));

    assertThat(transport.sent()).hasSize(1);
  }

  @Test
  void aRateIsKept() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = fixture.open(durable().rate("10/s").named("a"), transport);

    fixture.enqueue(queue, many(100));
    assertThat(transport.sent().size()).isBetween(10, 11);
    fixture.advance(Duration.ofSeconds(3));
    assertThat(transport.sent().size()).isBetween(37, 41);
    fixture.advance(Duration.ofSeconds(7));

    assertThat(transport.endings()).hasSize(100);
  }

  @Test
  void aHostThatOnlyAcceptsDeliversNothing() {
    Queues accepting = new Queues(DeliverySettings.of("here", "hash").accepting());
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = accepting.open(durable().named("a"), transport);

    accepting.enqueue(queue, delivery("one"));
    accepting.advance(Duration.ofMinutes(1));

    assertThat(transport.sent()).isEmpty();
    assertThat(queue.status().waiting()).isEqualTo(1);
    accepting.close();
  }

  @Test
  void aHostOfOneTargetLeavesTheOthersAloneAndIsDrainedWithoutThem() {
    Queues one =
        new Queues(
            DeliverySettings.of("here", "hash")
                .only(name -> name.equals("testing/mine"))
                .retrying(Definition.tries(1)));
    ScriptedTransport mine = ScriptedTransport.answering(each -> ScriptedTransport.refused());
    ScriptedTransport others = ScriptedTransport.delivering();
    DeliveryQueue own = one.open(durable().named("mine"), mine);
    DeliveryQueue other = one.open(durable().named("other"), others);
    own.enqueue(delivery("1"));
    other.enqueue(delivery("2"));
    assertThat(one.queues.isDrained()).isFalse();

    one.time.run();
    one.advance(Duration.ofSeconds(5));

    assertThat(mine.endings()).hasSize(1);
    assertThat(others.sent()).isEmpty();
    assertThat(one.queues.isDrained()).isTrue();
    one.close();
  }

  @Test
  void targetsThatNoHostKnowsAreParkedOnlyAfterAWhile() {
    DeliveryQueue _ = fixture.open(durable().named("a"), ScriptedTransport.delivering());
    fixture.store.strangers.add("testing/lost");

    fixture.advance(Duration.ofSeconds(59));
    assertThat(fixture.store.parked).isEmpty();
    fixture.advance(Duration.ofSeconds(6));

    assertThat(fixture.store.parked).containsOnly("testing/lost").isNotEmpty();
  }

  @Test
  void aTargetThatIsUnknownNowAndThenIsNotParked() {
    DeliveryQueue _ = fixture.open(durable().named("a"), ScriptedTransport.delivering());
    for (int i = 0; i < 4; i++) {
      fixture.store.strangers.add("testing/reloaded");
      fixture.advance(Duration.ofSeconds(40));
      fixture.store.strangers.clear();
      fixture.advance(Duration.ofSeconds(10));
    }

    assertThat(fixture.store.parked).isEmpty();
  }

  @Test
  void aTargetWhoseConnectorDoesNotRunIsNotParked() {
    DeliveryQueue _ = fixture.open(durable().named("a"), ScriptedTransport.delivering());
    fixture.store.strangers.add("failed/orders");
    fixture.advance(Duration.ofMinutes(5));
    assertThat(fixture.store.parked).isEmpty();

    fixture.targets("failed");
    fixture.advance(Duration.ofSeconds(55));
    assertThat(fixture.store.parked).isEmpty();
    fixture.advance(Duration.ofSeconds(15));
    assertThat(fixture.store.parked).contains("failed/orders");
  }

  @Test
  void whatIsKeptIsNotParkedUntilItIsLetGo() {
    DeliveryQueue _ = fixture.open(durable().named("a"), ScriptedTransport.delivering());
    fixture.store.strangers.add("testing/off");
    Registration kept = fixture.deliveries("testing").keep("off", "its secret can't be opened");
    fixture.advance(Duration.ofMinutes(5));
    assertThat(fixture.store.parked).isEmpty();
    assertThat(fixture.queues.problems())
        .containsExactly(Map.entry("testing/off", "its secret can't be opened"));

    kept.close();
    fixture.advance(Duration.ofSeconds(70));
    assertThat(fixture.store.parked).contains("testing/off");
    assertThat(fixture.queues.problems()).isEmpty();
  }

  @Test
  void idlenessCostsOneLookASecond() {
    DeliveryQueue _ = fixture.open(durable().named("a"), ScriptedTransport.delivering());
    DeliveryQueue _ = fixture.open(durable().named("b"), ScriptedTransport.delivering());
    fixture.advance(Duration.ofSeconds(5));
    int before = fixture.store.demands.size();

    fixture.advance(Duration.ofSeconds(60));

    assertThat(fixture.store.demands.size() - before).isBetween(59, 61);
    assertThat(fixture.store.settles).isEmpty();
  }

  @Test
  void aRetiredTargetTakesNothingMore() {
    ScriptedTransport transport = ScriptedTransport.holding();
    DeliveryQueue queue = fixture.open(durable().concurrency(1).named("a"), transport);
    fixture.enqueue(queue, delivery("1"));

    queue.retire();
    fixture.time.run();

    assertThat(fixture.store.parked).containsExactly("testing/a");
    assertThatExceptionOfType(NotStoredException.class)
        .isThrownBy(() -> queue.enqueue(delivery("2")));
  }

  @Test
  void aPausedTargetKeepsWhatItAccepts() {
    ScriptedTransport transport = ScriptedTransport.delivering();
    DeliveryQueue queue = fixture.open(durable().named("a"), transport);
    fixture.deliveries("testing").pause("a");

    fixture.enqueue(queue, delivery("1"));
    fixture.advance(Duration.ofMinutes(1));
    assertThat(transport.sent()).isEmpty();
    assertThat(queue.status().paused()).isTrue();
    fixture.deliveries("testing").resume("a");
    fixture.time.run();

    assertThat(transport.endings()).hasSize(1);
  }
}
