package dev.interlock.host.bus;

import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;

/// The JSON side of the connector that defines an event.
public record EventTypes(TypeMapping mapping, EventSchemas schemas) {}
