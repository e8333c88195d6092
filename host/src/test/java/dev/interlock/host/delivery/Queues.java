package dev.interlock.host.delivery;

import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.FlowPolicy;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.Poison;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.delivery.Target;
import dev.interlock.api.settings.Rate;
import dev.interlock.host.delivery.memory.MemoryDeliveryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Queues over memory, and over a store that counts its calls, in a time that the test moves.
final class Queues implements AutoCloseable {

  final StepTime time = new StepTime();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final MemoryDeliveryStore memory = new MemoryDeliveryStore(time.clock(), time::nanos);
  final CountingStore store = new CountingStore(new MemoryDeliveryStore(time.clock(), time::nanos));
  final DeliveryQueues queues;
  private final Map<String, ConnectorTargets> connectors = new HashMap<>();

  Queues() {
    this(DeliverySettings.of("here", "hash"));
  }

  Queues(DeliverySettings settings) {
    queues =
        new DeliveryQueues(
            settings,
            new DeliveryQueues.Stores(
                memory,
                store::opened,
                () -> {
                  throw new IllegalStateException("no archive here");
                }),
            time,
            meters);
  }

  /// What a test says of a target.
  static final class Definition {
    private Durability durability;
    private RetryPolicy retry = tries(3);
    private Poison poison = Poison.PARK;
    private Duration expire = Duration.ofHours(1);
    private int concurrency = 16;
    private long backlog = 10_000;
    private @Nullable Rate rate;
    private @Nullable Duration disableAfter;
    private boolean breaker = true;

    Definition(Durability durability) {
      this.durability = durability;
    }

    static RetryPolicy tries(int most) {
      return new RetryPolicy(
          most,
          Duration.ofHours(1),
          new RetryPolicy.Delays(Duration.ofSeconds(1), 2, Duration.ofSeconds(60), 0));
    }

    Definition retry(RetryPolicy policy) {
      retry = policy;
      return this;
    }

    Definition poison(Poison policy) {
      poison = policy;
      return this;
    }

    Definition expire(Duration time) {
      expire = time;
      return this;
    }

    Definition concurrency(int most) {
      concurrency = most;
      return this;
    }

    Definition backlog(long most) {
      backlog = most;
      return this;
    }

    Definition rate(String text) {
      rate = Rate.parse(text);
      return this;
    }

    Definition disableAfter(Duration time) {
      disableAfter = time;
      return this;
    }

    Definition noBreaker() {
      breaker = false;
      return this;
    }

    Target named(String name) {
      FlowPolicy flow = new FlowPolicy(concurrency, rate, backlog, disableAfter, breaker);
      return new Target(name, durability, retry, poison, expire, Duration.ofSeconds(12), flow);
    }
  }

  /// Those of a connector that is in force.
  ConnectorTargets targets(String connector) {
    return connectors.computeIfAbsent(
        connector,
        name -> {
          ConnectorTargets staged = queues.stage(name);
          staged.open(null);
          return staged;
        });
  }

  /// The connector stops; whoever asks again is its next start.
  void closeTargets(String connector) {
    targets(connector).close();
    connectors.remove(connector);
  }

  Deliveries deliveries(String connector) {
    return targets(connector).services();
  }

  DeliveryQueue open(Target target, ScriptedTransport transport) {
    DeliveryQueue queue = deliveries("testing").open(target, transport);
    time.run();
    return queue;
  }

  static Definition durable() {
    return new Definition(Durability.DURABLE);
  }

  static NewDelivery[] many(int number) {
    return IntStream.range(0, number).mapToObj(i -> delivery("d" + i)).toArray(NewDelivery[]::new);
  }

  static NewDelivery delivery(String text) {
    return delivery(text, null);
  }

  static NewDelivery delivery(String text, @Nullable String key) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return new NewDelivery(UUID.randomUUID(), key, body, null, null, Duration.ZERO);
  }

  static NewDelivery later(String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return new NewDelivery(UUID.randomUUID(), null, body, null, null, Duration.ofMinutes(1));
  }

  static List<String> texts(ScriptedTransport transport) {
    List<String> texts = new ArrayList<>();
    transport.sent().forEach(each -> texts.add(new String(each.body(), StandardCharsets.UTF_8)));
    return texts;
  }

  void enqueue(DeliveryQueue queue, NewDelivery... deliveries) {
    for (NewDelivery delivery : deliveries) {
      queue.enqueue(delivery);
    }
    time.run();
  }

  void advance(Duration by) {
    time.advance(by);
  }

  @Override
  public void close() {
    queues.close();
  }
}
