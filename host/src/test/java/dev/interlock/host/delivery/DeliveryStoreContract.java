package dev.interlock.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.DeliveryOrigin;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.NotStoredException;
import dev.interlock.api.settings.Rate;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Demand;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Made;
import dev.interlock.host.delivery.DeliveryStore.Next;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import dev.interlock.host.delivery.DeliveryStore.TargetRecord;
import dev.interlock.host.delivery.DeliveryStore.TargetRecord.Disabled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every store of deliveries does, whatever it stands on.
public abstract class DeliveryStoreContract {

  protected static final String TARGET = "webhooks/orders";
  protected static final Duration LEASE = Duration.ofSeconds(30);
  protected static final Duration EXPIRE = Duration.ofHours(1);
  protected static final Next DELIVERED = new Next.Finish(DeliveryState.DELIVERED);
  private static final Duration SOON = Duration.ofSeconds(5);

  protected abstract DeliveryStore store();

  /// Lets so much time pass, by the store's clock.
  protected abstract void pass(Duration duration);

  protected static NewDelivery delivery(String body) {
    return delivery(body, null);
  }

  protected static NewDelivery delivery(String body, @Nullable String key) {
    return new NewDelivery(
        UUID.randomUUID(),
        key,
        body.getBytes(StandardCharsets.UTF_8),
        "text/plain",
        null,
        Duration.ZERO);
  }

  protected static Acceptance to(String target, NewDelivery delivery) {
    return new Acceptance(target, delivery, EXPIRE, 1_000_000);
  }

  protected NewDelivery accept(NewDelivery delivery) {
    store().accept(List.of(to(TARGET, delivery)));
    return delivery;
  }

  protected List<Leased> lease(int most) {
    return store().lease("host-1", List.of(new Demand(TARGET, most, LEASE)));
  }

  protected Leased leaseOne() {
    List<Leased> leased = lease(1);
    assertThat(leased).hasSize(1);
    return leased.getFirst();
  }

  protected static Made made(boolean succeeded) {
    return new Made(
        new AttemptReport(succeeded ? 200 : 503, "POST /", "HTTP/1.1", succeeded ? "" : "busy"),
        succeeded,
        Duration.ofMillis(7));
  }

  protected boolean settle(Leased leased, Next next) {
    boolean succeeded = next.equals(DELIVERED);
    return !store().settle(List.of(new Settlement(leased, made(succeeded), next))).isEmpty();
  }

  protected static List<String> bodies(List<Leased> leased) {
    return leased.stream()
        .map(each -> new String(each.delivery().body(), StandardCharsets.UTF_8))
        .toList();
  }

  private long waiting() {
    return store().backlogs(List.of(TARGET)).get(TARGET).waiting();
  }

  @Test
  void leasesWhatWasAcceptedWithAllThatBelongsToIt() {
    DeliveryOrigin origin =
        new DeliveryOrigin(
            "e1", "after:order", 2, "00-1-2-01", Instant.ofEpochSecond(1_700_000_000));
    NewDelivery given =
        new NewDelivery(
            UUID.randomUUID(), "k", new byte[] {0, 1, -1}, "image/png", origin, Duration.ZERO);
    accept(given);
    Leased leased = leaseOne();
    assertThat(leased.delivery().id()).isEqualTo(given.id());
    assertThat(leased.delivery().orderKey()).isEqualTo("k");
    assertThat(leased.delivery().body()).isEqualTo(given.body());
    assertThat(leased.delivery().contentType()).isEqualTo("image/png");
    assertThat(leased.delivery().origin()).isEqualTo(origin);
    assertThat(leased.target()).isEqualTo(TARGET);
    assertThat(leased.attempts()).isZero();
    assertThat(leased.sinceFirstTry()).isZero();
    assertThat(leased.expired()).isFalse();
    assertThat(leased.age()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void leasesNothingTwice() {
    accept(delivery("a"));
    assertThat(lease(10)).hasSize(1);
    assertThat(lease(10)).isEmpty();
  }

  @Test
  void leasesAtMostAsManyAsDemandedOldestFirst() {
    for (int i = 0; i < 5; i++) {
      accept(delivery("d" + i));
    }
    assertThat(bodies(lease(3))).containsExactly("d0", "d1", "d2");
    assertThat(bodies(lease(3))).containsExactly("d3", "d4");
  }

  @Test
  void leasesForEachTargetWhatItsDemandSays() {
    store()
        .accept(
            List.of(
                to("webhooks/a", delivery("a1")),
                to("webhooks/b", delivery("b1")),
                to("webhooks/a", delivery("a2")),
                to("webhooks/b", delivery("b2"))));
    List<Leased> leased =
        store()
            .lease(
                "host-1",
                List.of(
                    new Demand("webhooks/a", 1, LEASE),
                    new Demand("webhooks/b", 5, LEASE),
                    new Demand("webhooks/none", 5, LEASE)));
    assertThat(bodies(leased)).containsExactlyInAnyOrder("a1", "b1", "b2");
  }

  @Test
  void leasesNothingBeforeItsDelayHasPassed() {
    accept(
        new NewDelivery(
            UUID.randomUUID(), null, new byte[] {1}, null, null, Duration.ofMinutes(1)));
    assertThat(lease(1)).isEmpty();
    pass(Duration.ofMinutes(1).plus(SOON));
    assertThat(lease(1)).hasSize(1);
  }

  @Test
  void whatIsDeliveredIsNotOpenAnyMore() {
    accept(delivery("a"));
    assertThat(waiting()).isEqualTo(1);
    assertThat(settle(leaseOne(), DELIVERED)).isTrue();
    assertThat(waiting()).isZero();
    pass(LEASE.plus(SOON));
    assertThat(lease(1)).isEmpty();
  }

  @Test
  void whatIsTriedAgainWaitsForItsDelayAndCountsItsAttempts() {
    accept(delivery("a"));
    assertThat(settle(leaseOne(), new Next.Again(Duration.ofMinutes(2)))).isTrue();
    assertThat(lease(1)).isEmpty();
    pass(Duration.ofMinutes(2).plus(SOON));
    Leased second = leaseOne();
    assertThat(second.attempts()).isEqualTo(1);
    assertThat(second.sinceFirstTry())
        .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(2).plus(SOON.multipliedBy(3)));
    assertThat(waiting()).isEqualTo(1);
  }

  @Test
  void aReleasedLeaseIsAsIfItHadNotBeenTaken() {
    accept(delivery("a"));
    Leased first = leaseOne();
    assertThat(store().settle(List.of(new Settlement(first, null, new Next.Release()))))
        .containsExactly(first.number());
    Leased second = leaseOne();
    assertThat(second.attempts()).isZero();
    assertThat(second.sinceFirstTry()).isZero();
    assertThat(second.epoch()).isGreaterThan(first.epoch());
  }

  @Test
  void anAbandonedLeaseIsFreeAgainAndCountsAsAnAttempt() {
    accept(delivery("a"));
    leaseOne();
    pass(LEASE.plus(SOON));
    Leased second = leaseOne();
    assertThat(second.attempts()).isEqualTo(1);
    assertThat(second.sinceFirstTry()).isGreaterThanOrEqualTo(LEASE);
  }

  @Test
  void aResultCountsOnlyUnderTheLatestLease() {
    accept(delivery("a"));
    Leased first = leaseOne();
    pass(LEASE.plus(SOON));
    Leased second = leaseOne();
    assertThat(settle(first, DELIVERED)).isFalse();
    assertThat(waiting()).isEqualTo(1);
    assertThat(settle(second, DELIVERED)).isTrue();
    assertThat(waiting()).isZero();
  }

  @Test
  void aResultCountsOnce() {
    accept(delivery("a"));
    Leased leased = leaseOne();
    assertThat(settle(leased, new Next.Again(Duration.ZERO))).isTrue();
    assertThat(settle(leased, DELIVERED)).isFalse();
    assertThat(waiting()).isEqualTo(1);
  }

  @Test
  void aLateResultCountsWhileNobodyElseHasTheLease() {
    accept(delivery("a"));
    Leased leased = leaseOne();
    pass(LEASE.plus(SOON));
    assertThat(settle(leased, DELIVERED)).isTrue();
  }

  @Test
  void settlesManyAtOnceAndSaysWhichCounted() {
    for (int i = 0; i < 4; i++) {
      accept(delivery("d" + i));
    }
    List<Leased> leased = lease(4);
    settle(leased.get(1), DELIVERED);
    List<Settlement> all = new ArrayList<>();
    for (Leased each : leased) {
      all.add(new Settlement(each, made(true), DELIVERED));
    }
    assertThat(store().settle(all))
        .containsExactlyInAnyOrder(
            leased.get(0).number(), leased.get(2).number(), leased.get(3).number());
    assertThat(waiting()).isZero();
  }

  @Test
  void saysWhenItsTimeIsOver() {
    accept(delivery("a"));
    pass(EXPIRE.plus(SOON));
    Leased leased = leaseOne();
    assertThat(leased.expired()).isTrue();
    assertThat(leased.age()).isGreaterThanOrEqualTo(EXPIRE);
    assertThat(
            store()
                .settle(
                    List.of(new Settlement(leased, null, new Next.Finish(DeliveryState.EXPIRED)))))
        .hasSize(1);
    assertThat(waiting()).isZero();
  }

  @Test
  void aRepeatedIdChangesNothing() {
    NewDelivery first = accept(delivery("first", "k"));
    accept(new NewDelivery(first.id(), "k", new byte[] {9}, null, null, Duration.ZERO));
    store()
        .accept(List.of(to(TARGET, first), to(TARGET, first), to(TARGET, delivery("next", "k"))));
    assertThat(waiting()).isEqualTo(2);
    assertThat(bodies(lease(10))).containsExactly("first");
    assertThat(lease(10)).isEmpty();
  }

  @Test
  protected void aRepeatedIdOfSomethingDeliveredChangesNothing() {
    NewDelivery first = accept(delivery("first"));
    settle(leaseOne(), DELIVERED);
    accept(first);
    assertThat(waiting()).isZero();
    assertThat(lease(1)).isEmpty();
  }

  @Test
  protected void aFullBacklogTakesNothingOfACallThatWouldExceedIt() {
    Acceptance[] four = new Acceptance[4];
    Arrays.setAll(four, i -> new Acceptance(TARGET, delivery("d" + i), EXPIRE, 3));
    assertThatExceptionOfType(NotStoredException.class)
        .isThrownBy(() -> store().accept(List.of(four)))
        .withMessageContaining("backlog");
    assertThat(lease(10)).isEmpty();
    store().accept(List.of(four).subList(0, 3));
    assertThatExceptionOfType(NotStoredException.class)
        .isThrownBy(() -> store().accept(List.of(four[3])));
    settle(leaseOne(), DELIVERED);
    store().accept(List.of(four[3]));
    assertThat(waiting()).isEqualTo(3);
  }

  @Test
  void aKeyGoesOneAfterAnotherInTheOrderOfAcceptance() {
    store()
        .accept(
            List.of(
                to(TARGET, delivery("a1", "a")),
                to(TARGET, delivery("a2", "a")),
                to(TARGET, delivery("b1", "b")),
                to(TARGET, delivery("free"))));
    accept(delivery("a3", "a"));
    List<Leased> first = lease(10);
    assertThat(bodies(first)).containsExactly("a1", "b1", "free");
    assertThat(lease(10)).isEmpty();
    settle(first.get(0), new Next.Again(Duration.ZERO));
    List<Leased> again = lease(10);
    assertThat(bodies(again)).containsExactly("a1");
    settle(again.getFirst(), DELIVERED);
    List<Leased> second = lease(10);
    assertThat(bodies(second)).containsExactly("a2");
    settle(second.getFirst(), new Next.Finish(DeliveryState.PARKED));
    assertThat(bodies(lease(10))).containsExactly("a3");
    assertThat(waiting()).isEqualTo(3);
  }

  @Test
  void keysOfDifferentTargetsAreDifferent() {
    accept(delivery("here", "k"));
    store().accept(List.of(to("webhooks/other", delivery("there", "k"))));
    assertThat(lease(10)).hasSize(1);
    assertThat(store().lease("host-1", List.of(new Demand("webhooks/other", 10, LEASE))))
        .hasSize(1);
  }

  @Test
  void aHeldHeadHoldsItsKey() {
    accept(delivery("a1", "a"));
    accept(delivery("a2", "a"));
    settle(leaseOne(), new Next.Finish(DeliveryState.HELD));
    accept(delivery("a3", "a"));
    pass(LEASE.plus(SOON));
    assertThat(lease(10)).isEmpty();
    assertThat(waiting()).isEqualTo(2);
  }

  @Test
  void saysHowOldTheHeadOfABlockedKeyIs() {
    accept(delivery("a1", "a"));
    assertThat(store().backlogs(List.of(TARGET)).get(TARGET).blockedFor()).isZero();
    pass(Duration.ofMinutes(10));
    accept(delivery("a2", "a"));
    assertThat(store().backlogs(List.of(TARGET)).get(TARGET).blockedFor())
        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(10).plus(SOON));
  }

  @Test
  void parksWhatWaitsAndLeavesWhatIsOnItsWay() {
    accept(delivery("on its way"));
    Leased leased = leaseOne();
    for (int i = 0; i < 3; i++) {
      accept(delivery("d" + i, "k"));
    }
    assertThat(store().park(TARGET, 2)).isEqualTo(2);
    assertThat(store().park(TARGET, 2)).isEqualTo(1);
    assertThat(store().park(TARGET, 2)).isZero();
    assertThat(lease(10)).isEmpty();
    assertThat(waiting()).isEqualTo(1);
    assertThat(settle(leased, DELIVERED)).isTrue();
  }

  @Test
  protected void cleansWhatWasFinishedLongAgoAndNothingElse() {
    accept(delivery("delivered"));
    settle(leaseOne(), DELIVERED);
    accept(delivery("held", "h"));
    settle(leaseOne(), new Next.Finish(DeliveryState.HELD));
    accept(delivery("open"));
    pass(Duration.ofDays(2));
    accept(delivery("young"));
    settle(leaseOne(), DELIVERED);
    settle(leaseOne(), DELIVERED);
    assertThat(store().clean(Duration.ofDays(3), 100)).isZero();
    assertThat(store().clean(Duration.ofDays(1), 100)).isEqualTo(1);
    assertThat(store().clean(Duration.ofDays(1), 100)).isZero();
    pass(Duration.ofDays(2));
    assertThat(store().clean(Duration.ofDays(1), 1)).isEqualTo(1);
    assertThat(store().clean(Duration.ofDays(1), 1)).isEqualTo(1);
    assertThat(store().clean(Duration.ofDays(1), 1)).isZero();
  }

  @Test
  void aTargetsRecordIsChangedByOneAtATime() {
    assertThat(store().targets()).doesNotContainKey(TARGET);
    Instant now = store().now().truncatedTo(ChronoUnit.MILLIS);
    TargetRecord next =
        new TargetRecord(TARGET, true, new Disabled("gone", now), now, now, now, 3, 1);
    assertThat(store().change(next)).isTrue();
    assertThat(store().change(next)).isFalse();
    assertThat(store().targets()).containsEntry(TARGET, next);
    TargetRecord after = new TargetRecord(TARGET, false, null, null, null, null, 0, 2);
    assertThat(store().change(after)).isTrue();
    assertThat(store().targets()).containsEntry(TARGET, after);
  }

  @Test
  void aRateGivesOneSecondsWorthAtMost() {
    Rate rate = new Rate(10);
    assertThat(store().takeRate(TARGET, rate, 4)).isEqualTo(4);
    assertThat(store().takeRate(TARGET, rate, 100)).isBetween(6, 9);
    pass(Duration.ofSeconds(100));
    assertThat(store().takeRate(TARGET, rate, 100)).isEqualTo(10);
  }

  @Test
  void aSlowRateGivesOneAtATime() {
    Rate rate = new Rate(0.1);
    assertThat(store().takeRate(TARGET, rate, 5)).isEqualTo(1);
    assertThat(store().takeRate(TARGET, rate, 5)).isZero();
    pass(Duration.ofSeconds(11));
    assertThat(store().takeRate(TARGET, rate, 5)).isEqualTo(1);
  }

  @Test
  protected void saysWhichTargetsWithOpenDeliveriesNoLivingHostKnows() {
    store()
        .accept(List.of(to("webhooks/known", delivery("a")), to("webhooks/lost", delivery("b"))));
    assertThat(
            store()
                .heartbeat(
                    new DeliveryStore.HostFile("host-1", "host-1", "hash"),
                    Set.of("webhooks/known", "webhooks/idle")))
        .containsExactly("webhooks/lost");
    assertThat(
            store()
                .heartbeat(
                    new DeliveryStore.HostFile("host-2", "host-2", "hash"),
                    Set.of("webhooks/lost")))
        .isEmpty();
    pass(Duration.ofMinutes(5));
    assertThat(
            store()
                .heartbeat(
                    new DeliveryStore.HostFile("host-1", "host-1", "hash"),
                    Set.of("webhooks/known")))
        .containsExactly("webhooks/lost");
  }

  @Test
  void countsWhatIsOpenOfEachTarget() {
    store().accept(List.of(to("webhooks/a", delivery("1")), to("webhooks/a", delivery("2"))));
    Map<String, DeliveryStore.Backlog> backlogs =
        store().backlogs(List.of("webhooks/a", "webhooks/b"));
    assertThat(backlogs.get("webhooks/a").waiting()).isEqualTo(2);
    assertThat(backlogs.get("webhooks/b").waiting()).isZero();
  }
}
