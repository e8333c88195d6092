package dev.interlock.host.delivery;

import static dev.interlock.host.delivery.Queues.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.Event;
import dev.interlock.api.HandlerError;
import dev.interlock.api.Outcome;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.Durability;
import dev.interlock.host.bus.BusSettings;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.ConnectorIdentity;
import dev.interlock.host.bus.EventBus;
import dev.interlock.host.bus.EventCommit;
import dev.interlock.host.bus.EventTypes;
import dev.interlock.host.delivery.Queues.Definition;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What publish promises of durable deliveries.
final class EventCommitTest {

  record Sale(String item) {}

  private static final Event<Sale, Sale> SELL = Event.of("sell", Sale.class, Sale.class);

  private final Queues fixture = new Queues();
  private final ConnectorEvents events = events();
  private final DeliveryQueue first =
      fixture.open(
          new Definition(Durability.DURABLE).named("first"), ScriptedTransport.delivering());
  private final DeliveryQueue second =
      fixture.open(
          new Definition(Durability.DURABLE).named("second"), ScriptedTransport.delivering());

  private static ConnectorEvents events() {
    EventBus bus =
        new EventBus(
            new BusSettings("testing", Map.of()),
            InstantSource.system(),
            new SimpleMeterRegistry());
    TypeMapping mapping = new TypeMapping();
    return bus.attach(
        new ConnectorIdentity("shop", "1.0.0"),
        List.of(SELL),
        new EventTypes(mapping, new EventSchemas(mapping)));
  }

  @Test
  void commitsAllDurableDeliveriesOfAnEventAtOnceBeforePublishReturns() {
    var _ = events.on(SELL, sale -> sale);
    var _ = events.after(SELL, _ -> first.enqueue(delivery("a")));
    var _ =
        events.after(
            SELL,
            _ -> {
              second.enqueue(delivery("b"));
              second.enqueue(delivery("c"));
            });

    Outcome<Sale> outcome = events.publish(SELL, new Sale("hat"));

    assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    assertThat(fixture.store.accepted).singleElement().satisfies(all -> assertThat(all).hasSize(3));
  }

  @Test
  void anEventWhoseDeliveriesCanNotBeStoredHasFailedWithItsResults() {
    var _ = events.on(SELL, sale -> sale);
    var _ = events.after(SELL, _ -> first.enqueue(delivery("a")));
    fixture.store.failing = true;

    Outcome<Sale> outcome = events.publish(SELL, new Sale("hat"));

    if (!(outcome instanceof Outcome.Failed<Sale>(var results, var errors))) {
      throw new AssertionError("found " + outcome);
    }
    assertThat(results).hasSize(1);
    assertThat(errors).extracting(HandlerError::code).containsExactly(EventCommit.NOT_STORED);
    assertThat(fixture.store.accepted).isEmpty();
  }

  @Test
  void outsideOfAnEventADeliveryIsStoredWhenEnqueueReturns() {
    first.enqueue(delivery("a"));

    assertThat(fixture.store.accepted).hasSize(1);
  }
}
