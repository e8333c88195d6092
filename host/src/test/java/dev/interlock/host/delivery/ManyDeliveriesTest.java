package dev.interlock.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.delivery.Transport;
import dev.interlock.host.delivery.Queues.Definition;
import dev.interlock.host.delivery.memory.MemoryDeliveryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Real threads and real time: nothing is lost, and keys keep their order.
@Timeout(60)
final class ManyDeliveriesTest {

  private static final int PUBLISHERS = 4;
  private static final int EACH = 1_000;

  private static final RetryPolicy QUICK =
      new RetryPolicy(
          1_000,
          Duration.ofMinutes(1),
          new RetryPolicy.Delays(Duration.ofMillis(2), 1, Duration.ofMillis(2), 0.5));

  /// Answers some at once, some later on other threads, and fails every fifth.
  private static final class Unsteady implements Transport {
    final Map<String, Queue<Integer>> delivered = new ConcurrentHashMap<>();
    final Queue<DeliveryEnding> endings = new ConcurrentLinkedQueue<>();

    @Override
    public CompletableFuture<AttemptResult> send(OutgoingDelivery delivery) {
      int dice = ThreadLocalRandom.current().nextInt(10);
      if (dice < 5) {
        return CompletableFuture.completedFuture(answer(delivery, dice));
      }
      return CompletableFuture.supplyAsync(
          () -> answer(delivery, dice),
          CompletableFuture.delayedExecutor(dice % 3, TimeUnit.MILLISECONDS));
    }

    private AttemptResult answer(OutgoingDelivery delivery, int dice) {
      if (dice % 5 == 0) {
        return ScriptedTransport.refused();
      }
      String[] parts = new String(delivery.body(), StandardCharsets.UTF_8).split(" ");
      delivered
          .computeIfAbsent(parts[0], _ -> new ConcurrentLinkedQueue<>())
          .add(Integer.parseInt(parts[1]));
      return ScriptedTransport.delivered();
    }

    @Override
    public void ended(DeliveryEnding ending) {
      endings.add(ending);
    }
  }

  @Test
  void inMemory() throws InterruptedException {
    run(Durability.MEMORY, true);
  }

  @Test
  void inMemoryWithoutOrder() throws InterruptedException {
    run(Durability.MEMORY, false);
  }

  @Test
  void inAStore() throws InterruptedException {
    run(Durability.DURABLE, true);
  }

  @Test
  void inAStoreWithoutOrder() throws InterruptedException {
    run(Durability.DURABLE, false);
  }

  private static ConnectorTargets opened(DeliveryQueues queues) {
    ConnectorTargets targets = queues.stage("testing");
    targets.open(null);
    return targets;
  }

  private static void run(Durability durability, boolean ordered) throws InterruptedException {
    try (SystemDeliveryTime time = new SystemDeliveryTime(InstantSource.system());
        DeliveryQueues queues = queues(time)) {
      Unsteady transport = new Unsteady();
      DeliveryQueue queue =
          opened(queues)
              .services()
              .open(new Definition(durability).noBreaker().retry(QUICK).named("many"), transport);
      List<Thread> publishers = new ArrayList<>();
      for (int i = 0; i < PUBLISHERS; i++) {
        String key = "k" + i;
        publishers.add(Thread.ofVirtual().start(() -> publish(queue, key, ordered)));
      }
      for (Thread publisher : publishers) {
        publisher.join();
      }
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> assertThat(transport.endings).hasSize(PUBLISHERS * EACH));

      assertThat(transport.endings)
          .allSatisfy(each -> assertThat(each.state()).isEqualTo(DeliveryState.DELIVERED));
      assertThat(transport.endings).extracting(DeliveryEnding::id).doesNotHaveDuplicates();
      transport.delivered.forEach(
          (_, numbers) -> {
            assertThat(numbers).hasSize(EACH);
            if (ordered) {
              assertThat(new ArrayList<>(numbers)).isSorted();
            }
          });
      assertThat(queues.load()).isEqualTo(new DeliveryQueues.Load(0, 0));
      assertThat(queues.isDrained()).isTrue();
    }
  }

  private static DeliveryQueues queues(SystemDeliveryTime time) {
    CountingStore store = new CountingStore(new MemoryDeliveryStore(time.clock(), time::nanos));
    return new DeliveryQueues(
        DeliverySettings.of("here", "hash"),
        new DeliveryQueues.Stores(
            new MemoryDeliveryStore(time.clock(), time::nanos),
            store::opened,
            () -> {
              throw new IllegalStateException("no archive here");
            }),
        time,
        new SimpleMeterRegistry());
  }

  private static void publish(DeliveryQueue queue, String key, boolean ordered) {
    for (int i = 0; i < EACH; i++) {
      queue.enqueue(Queues.delivery(key + " " + i, ordered ? key : null));
    }
  }
}
