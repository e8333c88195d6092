package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// A real bus with one connector, `shop`, that defines `sell`, `greet` and `quote`.
final class BusFixture {

  record Sale(@NotBlank String item, @Min(1) int amount) {}

  record Receipt(String text) {}

  record Plain(String text) {}

  static final Event<Sale, Receipt> SELL = Event.of("sell", Sale.class, Receipt.class);
  static final Event<Plain, Receipt> GREET = Event.of("greet", Plain.class, Receipt.class);
  static final Event<Plain, Receipt> QUOTE =
      Event.of("quote", Plain.class, Receipt.class).concurrent();

  final EventBus bus;
  final ConnectorEvents shop;

  BusFixture() {
    this(Map.of());
  }

  BusFixture(Map<String, Duration> deadlines) {
    bus =
        new EventBus(
            new BusSettings("testing", deadlines),
            InstantSource.system(),
            new SimpleMeterRegistry());
    shop = attach("shop", SELL, GREET, QUOTE);
  }

  ConnectorEvents attach(String name, Event<?, ?>... events) {
    TypeMapping mapping = new TypeMapping();
    EventTypes types = new EventTypes(mapping, new EventSchemas(mapping));
    return bus.attach(new ConnectorIdentity(name, "1.0.0"), List.of(events), types);
  }
}
