package dev.interlock.host.bus;

import dev.interlock.api.EventPayload;
import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import dev.interlock.api.Schemas;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Schemas of the events that are defined just now.
public final class BusSchemas implements Schemas {

  private final EventBus bus;
  private final Function<String, DefinedEvent> events;

  public BusSchemas(EventBus bus) {
    this(bus, bus::event);
  }

  BusSchemas(EventBus bus, Function<String, DefinedEvent> events) {
    this.bus = bus;
    this.events = events;
  }

  @Override
  public Json body(Preposition preposition, String event) {
    DefinedEvent defined = events.apply(event);
    return new Json(defined.schemas().body(defined.type(), preposition));
  }

  @Override
  public String urn(Preposition preposition, String event) {
    DefinedEvent defined = events.apply(event);
    return defined.schemas().urn(defined.type(), preposition);
  }

  @Override
  public EventPayload sample(Preposition preposition, String event, @Nullable Json input) {
    return events.apply(event).sample(bus, preposition, input);
  }
}
