package dev.interlock.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.delivery.AttemptFilter;
import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptView;
import dev.interlock.api.delivery.DeliveryFilter;
import dev.interlock.api.delivery.DeliveryOrigin;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.Page;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Made;
import dev.interlock.host.delivery.DeliveryStore.Next;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import dev.interlock.host.delivery.DeliveryStore.TargetRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every durable store does that can be looked into and acted on.
public abstract class DeliveryArchiveContract extends DeliveryStoreContract {

  private static final Page ALL = new Page(0, 0, 100, false, true);

  protected abstract DeliveryArchive archive();

  private static DeliveryFilter of(String target, DeliveryState... states) {
    return new DeliveryFilter(target, Set.of(states), null, null);
  }

  private static List<Long> numbers(List<DeliveryView> views) {
    return views.stream().map(DeliveryView::number).toList();
  }

  private DeliveryView find(NewDelivery delivery) {
    return archive().find("", delivery.id()).orElseThrow();
  }

  private long open() {
    return store().backlogs(List.of(TARGET)).get(TARGET).waiting();
  }

  @Test
  void showsADeliveryWithAllThatBelongsToIt() {
    NewDelivery given = accept(delivery("text", "k"));
    DeliveryView view = find(given);
    assertThat(view.id()).isEqualTo(given.id());
    assertThat(view.target()).isEqualTo(TARGET);
    assertThat(view.state()).isEqualTo(DeliveryState.PENDING);
    assertThat(view.orderKey()).isEqualTo("k");
    assertThat(view.attempts()).isZero();
    assertThat(view.content().body()).isEqualTo(given.body());
    assertThat(view.content().contentType()).isEqualTo("text/plain");
    assertThat(view.times().createdAt()).isEqualTo(view.times().dueAt());
    assertThat(view.times().expiresAt()).isEqualTo(view.times().createdAt().plus(EXPIRE));
    assertThat(archive().find("webhooks/", view.number())).isPresent();
    assertThat(archive().find("amqp/", view.number())).isEmpty();
    assertThat(archive().find("amqp/", given.id())).isEmpty();
    assertThat(archive().find("", UUID.randomUUID())).isEmpty();
  }

  @Test
  void leasesWhatAsksForItWithItsAcceptance() {
    NewDelivery asking = delivery("asks");
    List<@Nullable Leased> leased =
        store()
            .accept(
                "host-1",
                List.of(
                    to(TARGET, delivery("first")),
                    to(TARGET, asking).leasedFor(LEASE),
                    to(TARGET, delivery("in order", "k"))));

    assertThat(leased.get(0)).isNull();
    assertThat(leased.get(2)).isNull();
    Leased early = Objects.requireNonNull(leased.get(1));
    assertThat(early.number()).isEqualTo(find(asking).number());
    assertThat(early.delivery()).isEqualTo(asking);
    assertThat(early.attempts()).isZero();
    assertThat(early.expired()).isFalse();
    assertThat(bodies(lease(10))).containsExactly("first", "in order");
    assertThat(open()).isEqualTo(3);
    assertThat(settle(early, DELIVERED)).isTrue();
    assertThat(find(asking).state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(find(asking).attempts()).isEqualTo(1);
    assertThat(open()).isEqualTo(2);
  }

  @Test
  void aLeaseFromTheAcceptanceEndsLikeAnyOther() {
    List<@Nullable Leased> leased =
        store().accept("host-1", List.of(to(TARGET, delivery("a")).leasedFor(LEASE)));
    Leased early = Objects.requireNonNull(leased.getFirst());
    assertThat(lease(10)).isEmpty();
    pass(LEASE.plusSeconds(1));

    Leased again = leaseOne();

    assertThat(again.number()).isEqualTo(early.number());
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(settle(early, DELIVERED)).isFalse();
    assertThat(settle(again, DELIVERED)).isTrue();
  }

  @Test
  void whatIsKnownIsNotLeasedAgainWithItsAcceptance() {
    Acceptance once = to(TARGET, delivery("a")).leasedFor(LEASE);
    List<@Nullable Leased> both = store().accept("host-1", List.of(once, once));
    assertThat(both.get(0)).isNotNull();
    assertThat(both.get(1)).isNull();
    assertThat(store().accept("host-2", List.of(once))).containsExactly((Leased) null);
    assertThat(open()).isEqualTo(1);
  }

  @Test
  void listsNewestFirstByCursorAndByOffset() {
    for (int i = 0; i < 7; i++) {
      accept(delivery("d" + i));
    }
    List<Long> all = numbers(archive().list("", DeliveryFilter.ANY, ALL));
    assertThat(all).hasSize(7).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(
            numbers(
                archive().list("", DeliveryFilter.ANY, new Page(all.get(2), 0, 3, false, false))))
        .isEqualTo(all.subList(3, 6));
    assertThat(numbers(archive().list("", DeliveryFilter.ANY, new Page(0, 2, 3, false, false))))
        .isEqualTo(all.subList(2, 5));
    assertThat(
            numbers(
                archive().list("", DeliveryFilter.ANY, new Page(all.get(3), 0, 2, true, false))))
        .containsExactly(all.get(2), all.get(1));
    assertThat(archive().list("", DeliveryFilter.ANY, new Page(0, 0, 1, false, false)))
        .allSatisfy(view -> assertThat(view.content().body()).isNull());
  }

  @Test
  void listsWhatTheFilterSays() {
    accept(delivery("delivered"));
    settle(leaseOne(), DELIVERED);
    accept(delivery("failed"));
    settle(leaseOne(), new Next.Finish(DeliveryState.FAILED));
    pass(Duration.ofMinutes(1));
    accept(delivery("a1", "a"));
    accept(delivery("a2", "a"));
    store().accept(List.of(to("amqp/other", delivery("other"))));
    assertThat(archive().list("", of(TARGET), ALL)).hasSize(4);
    assertThat(archive().list("amqp/", DeliveryFilter.ANY, ALL)).hasSize(1);
    assertThat(archive().list("amqp/", of(TARGET), ALL)).isEmpty();
    assertThat(archive().list("none/", DeliveryFilter.ANY, ALL)).isEmpty();
    for (DeliveryState state :
        List.of(DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.BLOCKED)) {
      assertThat(archive().list("webhooks/", of(TARGET, state), ALL))
          .extracting(DeliveryView::state)
          .containsExactly(state);
    }
    Instant after = store().now().minusSeconds(30);
    assertThat(archive().list("", new DeliveryFilter(TARGET, Set.of(), after, null), ALL))
        .hasSize(2);
    assertThat(archive().list("", new DeliveryFilter(TARGET, Set.of(), null, after), ALL))
        .hasSize(2);
  }

  @Test
  void recordsEachAttempt() {
    NewDelivery given = accept(delivery("a"));
    settle(leaseOne(), new Next.Again(Duration.ZERO));
    settle(leaseOne(), DELIVERED);
    List<AttemptView> attempts =
        archive().attempts("", new AttemptFilter(TARGET, given.id(), null, null, null), ALL);
    assertThat(attempts).extracting(AttemptView::attempt).containsExactly(2, 1);
    assertThat(attempts).extracting(AttemptView::succeeded).containsExactly(true, false);
    AttemptView first = attempts.get(1);
    assertThat(first.report()).isEqualTo(new AttemptReport(503, "POST /", "HTTP/1.1", "busy"));
    assertThat(first.took()).isEqualTo(Duration.ofMillis(7));
    assertThat(first.delivery()).isEqualTo(given.id());
    assertThat(first.id().version()).isEqualTo(8);
    assertThat(archive().findAttempt("", first.id())).contains(first);
    assertThat(archive().findAttempt("amqp/", first.id())).isEmpty();
    assertThat(archive().findAttempt("", UUID.randomUUID())).isEmpty();
    assertThat(archive().attempts("", new AttemptFilter(null, null, true, null, null), ALL))
        .containsExactly(attempts.get(0));
    assertThat(archive().attempts("amqp/", AttemptFilter.ANY, ALL)).isEmpty();
    assertThat(find(given).attempts()).isEqualTo(2);
  }

  @Test
  void recordsTheAttemptOfALostLease() {
    NewDelivery given = accept(delivery("a"));
    Leased first = leaseOne();
    pass(LEASE.plusSeconds(5));
    Leased second = leaseOne();
    assertThat(settle(first, DELIVERED)).isFalse();
    settle(second, DELIVERED);
    assertThat(archive().attempts("", AttemptFilter.ANY, ALL))
        .extracting(AttemptView::attempt)
        .containsExactly(2, 1);
    assertThat(find(given).attempts()).isEqualTo(2);
  }

  @Test
  void keepsWhateverARemoteServerAnswers() {
    accept(delivery("a\0b", "key\0"));
    AttemptReport report = new AttemptReport(200, "a\0b", "\0\uD800x\uFFFF", "\0");
    Made made = new Made(report, true, Duration.ofDays(400));
    assertThat(store().settle(List.of(new Settlement(leaseOne(), made, DELIVERED)))).hasSize(1);
    assertThat(archive().attempts("", AttemptFilter.ANY, ALL))
        .singleElement()
        .satisfies(view -> assertThat(view.report().request()).isEqualTo("a\uFFFDb"));
  }

  @Test
  void whatIsOnItsWayHasNotBeenAttemptedYet() {
    NewDelivery given = accept(delivery("a"));
    leaseOne();
    assertThat(find(given).attempts()).isZero();
    pass(LEASE.plusSeconds(5));
    assertThat(find(given).attempts()).isEqualTo(1);
  }

  @Test
  void retriesWhatWasGivenUpWithFreshTriesAndExpiry() {
    NewDelivery given = accept(delivery("a"));
    settle(leaseOne(), new Next.Finish(DeliveryState.FAILED));
    pass(EXPIRE.plusMinutes(1));
    ConcurrentLinkedQueue<Set<String>> woken = new ConcurrentLinkedQueue<>();
    store().onWake(woken::add);
    assertThat(archive().retry("amqp/", given.id())).isFalse();
    assertThat(archive().retry("webhooks/", given.id())).isTrue();
    assertThat(woken).containsExactly(Set.of(TARGET));
    assertThat(open()).isEqualTo(1);
    Leased again = leaseOne();
    assertThat(again.attempts()).isZero();
    assertThat(again.expired()).isFalse();
    assertThat(again.sinceFirstTry()).isZero();
    assertThat(again.age()).isLessThan(Duration.ofMinutes(1));
    settle(again, DELIVERED);
    assertThat(open()).isZero();
    assertThat(find(given).attempts()).isEqualTo(2);
    assertThat(archive().attempts("", AttemptFilter.ANY, ALL))
        .extracting(AttemptView::attempt)
        .containsExactly(2, 1);
    assertThat(archive().retry("", given.id())).isTrue();
    assertThat(archive().retry("", UUID.randomUUID())).isFalse();
  }

  @Test
  void retriesAtOnceWhatWaits() {
    NewDelivery given = accept(delivery("a"));
    settle(leaseOne(), new Next.Again(Duration.ofDays(1)));
    assertThat(archive().retry("", given.id())).isTrue();
    Leased again = leaseOne();
    assertThat(again.attempts()).isZero();
    assertThat(archive().retry("", given.id())).isTrue();
    assertThat(settle(again, DELIVERED)).isTrue();
    assertThat(open()).isZero();
  }

  @Test
  void whatIsRetriedReentersAtTheEndOfItsKey() {
    NewDelivery first = accept(delivery("first", "k"));
    accept(delivery("second", "k"));
    settle(leaseOne(), new Next.Finish(DeliveryState.FAILED));
    archive().retry("", first.id());
    List<Leased> head = lease(10);
    assertThat(bodies(head)).containsExactly("second");
    settle(head.getFirst(), DELIVERED);
    assertThat(bodies(lease(10))).containsExactly("first");
  }

  @Test
  void aHeldOneThatIsRetriedIsTheHeadAgain() {
    NewDelivery first = accept(delivery("first", "k"));
    accept(delivery("second", "k"));
    settle(leaseOne(), new Next.Finish(DeliveryState.HELD));
    assertThat(archive().retry("", first.id())).isTrue();
    Leased head = leaseOne();
    assertThat(bodies(List.of(head))).containsExactly("first");
    settle(head, DELIVERED);
    assertThat(bodies(lease(10))).containsExactly("second");
  }

  @Test
  void whatIsTakenAwayOnTheWireKeepsItsKeyUntilItsResultHasCome() {
    for (boolean cancelled : new boolean[] {true, false}) {
      NewDelivery first = accept(delivery("first", "k"));
      NewDelivery second = accept(delivery("second", "k"));
      NewDelivery third = accept(delivery("third", "k"));
      Leased onItsWay = leaseOne();
      for (NewDelivery each : List.of(first, second)) {
        assertThat(cancelled ? archive().cancel("", each.id()) : archive().delete("", each.id()))
            .isTrue();
        assertThat(lease(10)).isEmpty();
      }
      archive().retry("", third.id());
      assertThat(lease(10)).isEmpty();

      settle(onItsWay, DELIVERED);
      Leased next = leaseOne();
      assertThat(next.delivery().id()).isEqualTo(third.id());
      settle(next, DELIVERED);
    }
  }

  @Test
  void whatIsTakenAwayOnTheWireKeepsItsKeyNoLongerThanItsLease() {
    NewDelivery first = accept(delivery("first", "k"));
    accept(delivery("second", "k"));
    leaseOne();
    archive().cancel("", first.id());
    assertThat(lease(10)).isEmpty();

    pass(LEASE.plusSeconds(1));
    assertThat(bodies(lease(10))).containsExactly("second");
  }

  @Test
  void cancellingLetsTheKeyGoOn() {
    NewDelivery first = accept(delivery("first", "k"));
    NewDelivery second = accept(delivery("second", "k"));
    accept(delivery("third", "k"));
    Leased onItsWay = leaseOne();
    assertThat(archive().cancel("amqp/", first.id())).isFalse();
    assertThat(archive().cancel("", first.id())).isTrue();
    assertThat(archive().cancel("", first.id())).isFalse();
    assertThat(settle(onItsWay, DELIVERED)).isFalse();
    assertThat(find(first).state()).isEqualTo(DeliveryState.CANCELLED);
    assertThat(archive().attempts("", AttemptFilter.ANY, ALL)).hasSize(1);
    settle(leaseOne(), new Next.Finish(DeliveryState.HELD));
    assertThat(lease(10)).isEmpty();
    assertThat(archive().cancel("", second.id())).isTrue();
    assertThat(bodies(lease(10))).containsExactly("third");
    assertThat(open()).isEqualTo(1);
  }

  @Test
  void deletingRemovesItsAttemptsAndLetsTheKeyGoOn() {
    NewDelivery first = accept(delivery("first", "k"));
    accept(delivery("second", "k"));
    settle(leaseOne(), new Next.Again(Duration.ZERO));
    assertThat(archive().delete("", first.id())).isTrue();
    assertThat(archive().delete("", first.id())).isFalse();
    assertThat(archive().find("", first.id())).isEmpty();
    assertThat(archive().attempts("", AttemptFilter.ANY, ALL)).isEmpty();
    assertThat(bodies(lease(10))).containsExactly("second");
    assertThat(open()).isEqualTo(1);
  }

  @Test
  void retriesAllThatEndedSince() {
    accept(delivery("old"));
    settle(leaseOne(), new Next.Finish(DeliveryState.FAILED));
    pass(Duration.ofMinutes(10));
    for (DeliveryState state :
        List.of(DeliveryState.FAILED, DeliveryState.PARKED, DeliveryState.EXPIRED)) {
      accept(delivery(state.name()));
      settle(leaseOne(), new Next.Finish(state));
    }
    accept(delivery("delivered"));
    settle(leaseOne(), DELIVERED);
    Set<DeliveryState> states = Set.of(DeliveryState.FAILED, DeliveryState.PARKED);
    Instant since = store().now().minusSeconds(60);
    assertThat(archive().retryAll(TARGET, states, since)).isEqualTo(2);
    assertThat(archive().retryAll(TARGET, states, since)).isZero();
    assertThat(bodies(lease(10))).containsExactlyInAnyOrder("FAILED", "PARKED");
  }

  @Test
  void deletesAllOfATarget() {
    for (int i = 0; i < 1200; i += 300) {
      store().accept(Stream.generate(() -> to(TARGET, delivery("d", i(300)))).limit(300).toList());
    }
    store().accept(List.of(to("webhooks/other", delivery("other"))));
    settle(leaseOne(), DELIVERED);
    store().change(new TargetRecord(TARGET, true, null, null, null, null, 0, 1));
    archive().deleteAll(TARGET);
    assertThat(archive().list("", DeliveryFilter.ANY, ALL)).hasSize(1);
    assertThat(open()).isZero();
    assertThat(store().targets()).doesNotContainKey(TARGET);
    assertThat(archive().attempts("", AttemptFilter.ANY, ALL)).isEmpty();
    assertThat(store().change(new TargetRecord(TARGET, true, null, null, null, null, 0, 1)))
        .isTrue();
  }

  private static String i(int keys) {
    return "k" + UUID.randomUUID().hashCode() % keys;
  }

  @Test
  void numbersAreNeverGivenTwice() {
    Set<Long> numbers = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      NewDelivery given = accept(delivery("a"));
      assertThat(numbers.add(find(given).number())).isTrue();
      archive().delete("", given.id());
    }
  }

  private List<DeliveryStore.Expired> expireAll(int page) {
    List<DeliveryStore.Expired> ended = new ArrayList<>();
    boolean more = true;
    for (int calls = 0; more; calls++) {
      assertThat(calls).isLessThan(100);
      DeliveryStore.Expiry expiry = store().expire(TARGET, page);
      ended.addAll(expiry.ended());
      more = expiry.more();
    }
    return ended;
  }

  private void accept(NewDelivery delivery, Duration expire) {
    store().accept(List.of(new DeliveryStore.Acceptance(TARGET, delivery, expire, 1_000_000)));
  }

  @Test
  void endsWhatHasExpiredWithoutALeaseAndNothingElse() {
    DeliveryOrigin origin =
        new DeliveryOrigin("e1", "after:order", 2, "", Instant.ofEpochSecond(1_700_000_000));
    NewDelivery old =
        new NewDelivery(UUID.randomUUID(), null, new byte[9], null, origin, Duration.ZERO);
    accept(old, EXPIRE);
    settle(leaseOne(), new Next.Again(Duration.ofMinutes(1)));
    NewDelivery elsewhere = delivery("elsewhere");
    store().accept(List.of(to("webhooks/others", elsewhere)));
    NewDelivery longer = delivery("longer");
    accept(longer, EXPIRE.multipliedBy(2));
    pass(EXPIRE);
    NewDelivery young = accept(delivery("young"));

    assertThat(expireAll(2)).containsExactly(new DeliveryStore.Expired(old.id(), origin, 1));
    assertThat(find(old).state()).isEqualTo(DeliveryState.EXPIRED);
    assertThat(find(elsewhere).state()).isEqualTo(DeliveryState.PENDING);
    assertThat(find(longer).state()).isEqualTo(DeliveryState.PENDING);
    assertThat(find(young).state()).isEqualTo(DeliveryState.PENDING);
    assertThat(open()).isEqualTo(2);
    assertThat(expireAll(2)).isEmpty();
    assertThat(archive().retry("", old.id())).isTrue();
    assertThat(find(old).state()).isEqualTo(DeliveryState.PENDING);
    assertThat(open()).isEqualTo(3);
  }

  @Test
  void leavesWhatIsOnItsWayToItsResult() {
    accept(delivery("text"));
    pass(EXPIRE);
    Leased leased = leaseOne();

    assertThat(expireAll(10)).isEmpty();
    assertThat(settle(leased, DELIVERED)).isTrue();
  }

  @Test
  void aLateResultOfWhatHasExpiredDoesNotCount() {
    accept(delivery("text"));
    Leased leased = leaseOne();
    pass(EXPIRE);

    assertThat(expireAll(10)).hasSize(1);
    assertThat(settle(leased, DELIVERED)).isFalse();
    assertThat(open()).isZero();
  }

  @Test
  void aKeyGoesOnBehindWhatHasExpired() {
    List<UUID> over = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      over.add(accept(delivery("old " + i, "k")).id());
    }
    NewDelivery next = delivery("next", "k");
    accept(next, EXPIRE.multipliedBy(2));
    NewDelivery last = delivery("last", "k");
    accept(last, EXPIRE.multipliedBy(2));
    pass(EXPIRE);

    assertThat(expireAll(3))
        .extracting(DeliveryStore.Expired::id)
        .containsExactlyInAnyOrderElementsOf(over);
    assertThat(bodies(lease(10))).containsExactly("next");
    assertThat(find(last).state()).isEqualTo(DeliveryState.BLOCKED);
    assertThat(open()).isEqualTo(2);
  }

  @Test
  void looksAtNoMoreThanAPageAndGoesOnFromThere() {
    for (int i = 0; i < 7; i++) {
      accept(delivery("young " + i), EXPIRE.multipliedBy(3));
    }
    NewDelivery old = accept(delivery("old"));
    pass(EXPIRE);

    assertThat(store().expire(TARGET, 3)).isEqualTo(new DeliveryStore.Expiry(List.of(), true));
    assertThat(expireAll(3)).extracting(DeliveryStore.Expired::id).containsExactly(old.id());
  }

  private static DeliveryStore.HostFile running(String host, String hash) {
    return new DeliveryStore.HostFile(host, "machine/" + host, hash);
  }

  @Test
  void saysWhichHostsLiveAndSinceWhenEachRunsItsFile() {
    store().heartbeat(running("a", "old"), Set.of());
    store().heartbeat(running("b", "old"), Set.of());
    Instant since = store().hosts().getFirst().since();
    pass(Duration.ofSeconds(20));
    store().heartbeat(running("a", "old"), Set.of());
    store().heartbeat(running("b", "new"), Set.of());

    assertThat(store().hosts())
        .extracting(DeliveryStore.LivingHost::file)
        .containsExactly(running("a", "old"), running("b", "new"));
    assertThat(Duration.between(since, store().hosts().getLast().since()))
        .isGreaterThanOrEqualTo(Duration.ZERO);
    assertThat(Duration.between(store().hosts().getLast().since(), store().now()))
        .isLessThan(Duration.ofSeconds(10));
    store().leave("b");
    assertThat(store().hosts()).extracting(host -> host.file().host()).containsExactly("a");
    pass(Duration.ofSeconds(31));
    assertThat(store().hosts()).isEmpty();
  }

  @Test
  void aHostThatLeftStillKnowsItsTargetsForAMoment() {
    accept(delivery("text"));
    store().heartbeat(running("a", "h"), Set.of(TARGET));
    store().leave("a");

    assertThat(store().heartbeat(running("b", "h"), Set.of())).isEmpty();
    pass(Duration.ofSeconds(31));
    assertThat(store().heartbeat(running("b", "h"), Set.of())).containsExactly(TARGET);
  }
}
