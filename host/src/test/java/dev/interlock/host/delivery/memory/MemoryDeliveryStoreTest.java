package dev.interlock.host.delivery.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Demand;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Next;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import dev.interlock.host.delivery.StepTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MemoryDeliveryStoreTest {

  private static final String TARGET = "webhooks/orders";
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final StepTime time = new StepTime();
  private final MemoryDeliveryStore store =
      new MemoryDeliveryStore(time.clock(), time::nanos, 3, 100);
  private final List<String> dropped = new ArrayList<>();

  MemoryDeliveryStoreTest() {
    store.onDropped(gone -> dropped.addAll(texts(gone)));
  }

  private static List<String> texts(List<Leased> leased) {
    return leased.stream()
        .map(each -> new String(each.delivery().body(), StandardCharsets.UTF_8).strip())
        .toList();
  }

  private void accept(String text) {
    accept(text, null);
  }

  private void accept(String text, @Nullable String key) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    NewDelivery delivery = new NewDelivery(UUID.randomUUID(), key, body, null, null, Duration.ZERO);
    store.accept(List.of(new Acceptance(TARGET, delivery, Duration.ofHours(1), 1_000)));
  }

  private List<Leased> lease(int most) {
    return store.lease("here", List.of(new Demand(TARGET, most, LEASE)));
  }

  private void settle(Leased leased, Next next) {
    assertThat(store.settle(List.of(new Settlement(leased, null, next))))
        .containsExactly(leased.number());
  }

  @Test
  void dropsTheOldestWhenItIsFull() {
    accept("a");
    accept("b");
    accept("c");
    accept("d");

    assertThat(dropped).containsExactly("a");
    assertThat(texts(lease(10))).containsExactly("b", "c", "d");
  }

  @Test
  void dropsTheOldestWhenBodiesTakeTooMuchButNeverTheOnlyOne() {
    accept("a" + " ".repeat(59));
    accept("b" + " ".repeat(59));
    assertThat(dropped).containsExactly("a");

    accept("huge" + " ".repeat(1_000));

    assertThat(dropped).containsExactly("a", "b");
    assertThat(texts(lease(10))).containsExactly("huge");
  }

  @Test
  void theOldestMayBeADelayedOne() {
    accept("a");
    settle(lease(1).getFirst(), new Next.Again(Duration.ofSeconds(9)));
    accept("b");
    accept("c");
    accept("d");

    assertThat(dropped).containsExactly("a");
  }

  @Test
  void whatComesBackMayBeTheOldestThatIsTooMuch() {
    accept("a");
    Leased first = lease(1).getFirst();
    accept("b");
    accept("c");
    accept("d");

    settle(first, new Next.Again(Duration.ofSeconds(9)));

    assertThat(dropped).containsExactly("a");
  }

  @Test
  void aDroppedHeadLetsTheNextOfItsKeyGo() {
    accept("a1", "a");
    accept("a2", "a");
    accept("x");
    assertThat(store.nextDue(TARGET)).isPresent();
    accept("y");

    assertThat(dropped).containsExactly("a1");
    assertThat(texts(lease(10))).containsExactly("a2", "x", "y");
  }

  @Test
  void aDelayedHeadHoldsTheOthersOfItsKeyBack() {
    accept("a1", "a");
    accept("a2", "a");
    settle(lease(10).getFirst(), new Next.Again(Duration.ofSeconds(5)));
    accept("b");

    assertThat(texts(lease(10))).containsExactly("b");
    time.advance(Duration.ofSeconds(5));
    List<Leased> again = lease(10);
    assertThat(texts(again)).containsExactly("a1");
    settle(again.getFirst(), new Next.Finish(DeliveryState.DELIVERED));
    assertThat(texts(lease(10))).containsExactly("a2");
  }

  @Test
  void knowsWhenTheNextIsDue() {
    assertThat(store.nextDue(TARGET)).isEmpty();
    accept("a");
    settle(lease(1).getFirst(), new Next.Again(Duration.ofSeconds(5)));

    assertThat(store.nextDue(TARGET)).hasValue(time.nanos() + 5_000_000_000L);
    accept("b");
    assertThat(store.nextDue(TARGET)).hasValue(time.nanos());
  }

  @Test
  void delaysPassAtOnceInAHurry() {
    accept("a");
    settle(lease(1).getFirst(), new Next.Again(Duration.ofMinutes(5)));
    assertThat(lease(1)).isEmpty();

    store.hurry(TARGET);

    assertThat(texts(lease(1))).containsExactly("a");
  }

  @Test
  void removesWhatWaitsAndLeavesWhatIsLeased() {
    accept("a1", "a");
    Leased leased = lease(1).getFirst();
    accept("a2", "a");
    accept("b");

    assertThat(texts(store.remove(TARGET))).containsExactly("a2", "b");
    settle(leased, new Next.Finish(DeliveryState.DELIVERED));
    assertThat(store.nextDue(TARGET)).isEmpty();
    assertThat(store.backlogs(List.of(TARGET)).get(TARGET).waiting()).isZero();
    accept("a3", "a");
    assertThat(texts(lease(10))).containsExactly("a3");
  }
}
