package dev.interlock.host.bus;

import dev.interlock.api.EventPayload;
import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import dev.interlock.api.Schemas;
import org.jspecify.annotations.Nullable;

/// Schemas of the events that the bus has defined just now.
public final class BusSchemas implements Schemas {

  private final EventBus bus;

  public BusSchemas(EventBus bus) {
    this.bus = bus;
  }

  @Override
  public Json body(Preposition preposition, String event) {
    DefinedEvent defined = bus.event(event);
    return new Json(defined.schemas().body(defined.type(), preposition));
  }

  @Override
  public String urn(Preposition preposition, String event) {
    DefinedEvent defined = bus.event(event);
    return defined.schemas().urn(defined.type(), preposition);
  }

  @Override
  public EventPayload sample(Preposition preposition, String event, @Nullable Json input) {
    return bus.event(event).sample(bus, preposition, input);
  }
}
