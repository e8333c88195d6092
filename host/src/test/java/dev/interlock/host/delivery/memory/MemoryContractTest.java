package dev.interlock.host.delivery.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.host.delivery.DeliveryStore;
import dev.interlock.host.delivery.DeliveryStoreContract;
import dev.interlock.host.delivery.StepTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The store in memory does what every store does, but for what it forgets.
final class MemoryContractTest extends DeliveryStoreContract {

  private final StepTime time = new StepTime();
  private final MemoryDeliveryStore store = new MemoryDeliveryStore(time.clock(), time::nanos);

  @Override
  protected DeliveryStore store() {
    return store;
  }

  @Override
  protected void pass(Duration duration) {
    time.advance(duration);
  }

  /// It knows the ids of what is open, no others.
  @Test
  @Override
  protected void aRepeatedIdOfSomethingDeliveredChangesNothing() {
    NewDelivery first = accept(delivery("first"));
    settle(leaseOne(), DELIVERED);
    accept(first);

    assertThat(bodies(lease(10))).containsExactly("first");
  }

  /// A full one drops its oldest.
  @Test
  @Override
  protected void aFullBacklogTakesNothingOfACallThatWouldExceedIt() {
    List<DeliveryStore.Acceptance> four =
        IntStream.range(0, 4)
            .mapToObj(i -> new DeliveryStore.Acceptance(TARGET, delivery("d" + i), EXPIRE, 3))
            .toList();
    store().accept(four);

    assertThat(bodies(lease(10))).containsExactly("d1", "d2", "d3");
  }

  /// What is finished is forgotten at once.
  @Test
  @Override
  protected void cleansWhatWasFinishedLongAgoAndNothingElse() {
    accept(delivery("delivered"));
    settle(leaseOne(), DELIVERED);
    accept(delivery("open"));
    pass(Duration.ofDays(2));

    assertThat(store().clean(Duration.ofDays(1), 100)).isZero();
    assertThat(bodies(lease(10))).containsExactly("open");
  }

  /// No other host sees it.
  @Test
  @Override
  protected void saysWhichTargetsWithOpenDeliveriesNoLivingHostKnows() {
    store().accept(List.of(to("webhooks/lost", delivery("b"))));

    assertThat(
            store()
                .heartbeat(
                    new DeliveryStore.HostFile("host-1", "host-1", "hash"),
                    Set.of("webhooks/known")))
        .isEmpty();
  }
}
