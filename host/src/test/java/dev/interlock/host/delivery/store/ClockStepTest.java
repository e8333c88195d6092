package dev.interlock.host.delivery.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Demand;
import dev.interlock.host.delivery.DeliveryStore.HostFile;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Next;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of deliveries in SQLite, and what is said of those in PostgreSQL, when the wall
/// clock steps.
class ClockStepTest {

  private static final String TARGET = "webhooks/orders";
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Instant> wall =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private HostStore host;
  private SqlDeliveryStore store;

  @BeforeEach
  void open() {
    host = new HostStore(StoreSettings.DEFAULT, folder, Map.of());
    store = SqlDeliveryStore.over(host, new SteadyClock(wall::get, nanos::get));
  }

  @AfterEach
  void close() {
    store.close();
    host.close();
  }

  private void openAgain() {
    close();
    open();
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    step(duration);
  }

  private void step(Duration by) {
    wall.updateAndGet(now -> now.plus(by));
  }

  private void beat() {
    store.heartbeat(new HostFile("h", "h", "f"), Set.of(TARGET));
  }

  private void accept() {
    NewDelivery delivery =
        new NewDelivery(UUID.randomUUID(), null, new byte[1], "text/plain", null, Duration.ZERO);
    store.accept(List.of(new Acceptance(TARGET, delivery, HOUR.plusMinutes(1), 1_000)));
  }

  private List<Leased> lease() {
    return store.lease("h", List.of(new Demand(TARGET, 10, LEASE)));
  }

  private void again(Leased leased, Duration after) {
    store.settle(List.of(new Settlement(leased, null, new Next.Again(after))));
  }

  @Test
  void aStepForwardEndsNoLeaseAndNoDelivery() {
    accept();
    assertThat(lease()).hasSize(1);

    step(HOUR.plusMinutes(2));
    assertThat(lease()).isEmpty();
    beat();
    assertThat(lease()).isEmpty();
    assertThat(store.expire(TARGET, 10).ended()).isEmpty();

    pass(LEASE.plusSeconds(1));
    assertThat(lease()).hasSize(1);
    pass(HOUR.plusMinutes(1));
    assertThat(store.expire(TARGET, 10).ended()).hasSize(1);
  }

  @Test
  void aStepBackDelaysNothing() {
    accept();
    step(HOUR.negated());
    Leased leased = lease().getFirst();
    again(leased, Duration.ofSeconds(10));
    beat();
    pass(Duration.ofSeconds(9));
    assertThat(lease()).isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(lease()).hasSize(1);

    accept();
    assertThat(lease()).hasSize(1);
  }

  @Test
  void aStepThatWasSeenIsNotMadeUpForOnceMoreByTheNextRun() {
    beat();
    accept();
    again(lease().getFirst(), Duration.ofSeconds(10));
    step(HOUR.negated());
    beat();

    openAgain();

    pass(Duration.ofSeconds(9));
    assertThat(lease()).isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(lease()).hasSize(1);
  }

  @Test
  void timesAreThoseOfTheWallClockAgainOnceAStepWasSeen() {
    beat();
    step(HOUR);
    beat();
    accept();

    assertThat(store.now()).isEqualTo(wall.get());
    Leased leased = lease().getFirst();
    store.settle(List.of(new Settlement(leased, null, new Next.Finish(DeliveryState.DELIVERED))));
    assertThat(store.archive().find("", leased.delivery().id()).orElseThrow().times().createdAt())
        .isEqualTo(wall.get());
  }

  @Test
  void theLeasesOfAPredecessorEndAsTheFileIsOpened() {
    accept();
    assertThat(lease()).hasSize(1);

    openAgain();

    assertThat(lease()).hasSize(1);
  }

  @Test
  void aClockThatWasSetBackBetweenTwoRunsDelaysNothing() {
    accept();
    pass(Duration.ofMinutes(10));
    again(lease().getFirst(), Duration.ofSeconds(10));
    beat();
    step(HOUR.negated());

    for (int i = 0; i < 3; i++) {
      openAgain();
      assertThat(lease()).isEmpty();
    }
    pass(Duration.ofSeconds(9));
    assertThat(lease()).isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(lease()).hasSize(1);
  }

  @Test
  void aStepOfADatabaseServersClockIsTold() {
    ServerTime server = new ServerTime(nanos::get);
    server.observe(wall::get);
    pass(Duration.ofMinutes(1));
    server.observe(wall::get);
    assertThat(server.step()).isEmpty();

    step(Duration.ofSeconds(-90));
    server.observe(wall::get);

    assertThat(server.step()).hasValueSatisfying(text -> assertThat(text).contains("PT1M30S"));
    pass(HOUR.plusSeconds(1));
    server.observe(wall::get);
    assertThat(server.step()).isEmpty();
  }
}
