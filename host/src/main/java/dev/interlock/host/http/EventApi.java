package dev.interlock.host.http;

import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import java.util.List;

/// What HTTP needs of the bus. Thread-safe.
public interface EventApi {

  /// Every event type, sorted by name.
  List<EventDescription> events();

  /// The JSON Schema of the body that a webhook on `preposition:event` gets.
  ///
  /// @throws dev.interlock.api.UnknownEventException where no connector defines the event
  Json schema(String event, Preposition preposition);

  /// Starts a dispatch on a thread of its own and returns at once. The dispatch ends whether or not
  /// anybody waits for it.
  ///
  /// @throws dev.interlock.api.UnknownEventException where no connector defines the event; the
  ///   message names the nearest
  /// @throws dev.interlock.api.InvalidInputException where the input breaks a constraint
  /// @throws dev.interlock.api.UnknownConnectorException where `include` or `exclude` names one
  ///   that isn't there
  /// @throws dev.interlock.api.RefusedException where too many dispatches wait, events nest too
  ///   deep, or the host stops
  /// @throws dev.interlock.api.InterlockException with category USER where the event can't be
  ///   published from outside
  DispatchHandle publish(PublishRequest request);
}
