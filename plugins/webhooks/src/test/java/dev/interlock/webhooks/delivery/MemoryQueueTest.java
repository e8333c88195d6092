package dev.interlock.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.webhooks.support.Payloads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryQueueTest {

  private final MemoryQueue queue = new MemoryQueue(3, 100);

  private static Delivery delivery(String id) {
    return delivery(id, 1);
  }

  private static Delivery delivery(String id, int size) {
    return new Delivery(Payloads.after(id, "x".repeat(size)), id, 0);
  }

  private static List<String> ids(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::id).toList();
  }

  private List<String> pollAll(long now) {
    List<String> polled = new ArrayList<>();
    for (Delivery next = queue.poll(now); next != null; next = queue.poll(now)) {
      polled.add(next.id());
    }
    return polled;
  }

  @Test
  void givesThemInTheirOrder() {
    queue.add(delivery("a"));
    queue.add(delivery("b"));

    assertThat(pollAll(0)).containsExactly("a", "b");
    assertThat(queue.size()).isZero();
  }

  @Test
  void dropsTheOldestWhenItIsFull() {
    queue.add(delivery("a"));
    queue.add(delivery("b"));
    queue.add(delivery("c"));

    assertThat(ids(queue.add(delivery("d")))).containsExactly("a");
    assertThat(pollAll(0)).containsExactly("b", "c", "d");
  }

  @Test
  void dropsTheOldestWhenBodiesTakeTooMuch() {
    queue.add(delivery("a", 60));

    assertThat(ids(queue.add(delivery("b", 60)))).containsExactly("a");
    assertThat(ids(queue.add(delivery("c", 40)))).isEmpty();
    assertThat(ids(queue.add(delivery("huge", 1000)))).containsExactly("b", "c");
    assertThat(pollAll(0)).containsExactly("huge");
  }

  @Test
  void holdsADelayedOneBackUntilItIsDue() {
    queue.add(delivery("a"));
    Delivery failed = queue.poll(0);
    queue.add(delivery("b"));
    queue.addDelayed(failed, 50);

    assertThat(pollAll(49)).containsExactly("b");
    assertThat(queue.nextDue()).hasValue(50);
    assertThat(pollAll(50)).containsExactly("a");
    assertThat(queue.nextDue()).isEmpty();
  }

  @Test
  void theOldestMayBeADelayedOne() {
    queue.add(delivery("a"));
    Delivery failed = queue.poll(0);
    queue.add(delivery("b"));
    queue.add(delivery("c"));
    queue.addDelayed(failed, 50);

    assertThat(ids(queue.add(delivery("d")))).containsExactly("a");
    assertThat(pollAll(100)).containsExactly("b", "c", "d");
  }

  @Test
  void delaysPassAtOnceInAHurry() {
    queue.add(delivery("a"));
    queue.addDelayed(queue.poll(0), 1_000_000);
    queue.hurry(10);

    assertThat(pollAll(10)).containsExactly("a");
  }
}
