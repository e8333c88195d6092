package dev.interlock.host.config;

import dev.interlock.api.Event;
import dev.interlock.api.EventPattern;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The events that patterns of the file are checked against.
public interface KnownEvents {

  Collection<Event<?, ?>> events();

  /// Whether a connector is missing because it failed to load: what it would have defined is then a
  /// warning, not an error.
  boolean incomplete();

  default Optional<Event<?, ?>> find(String name) {
    for (Event<?, ?> event : events()) {
      if (event.name().equals(name)) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  default boolean matchesAny(EventPattern pattern) {
    return events().stream().anyMatch(pattern::matches);
  }

  static KnownEvents of(Collection<Event<?, ?>> events, boolean incomplete) {
    record Fixed(Collection<Event<?, ?>> events, boolean incomplete) implements KnownEvents {}
    return new Fixed(List.copyOf(events), incomplete);
  }
}
