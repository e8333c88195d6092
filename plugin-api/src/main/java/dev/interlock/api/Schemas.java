package dev.interlock.api;

/// JSON Schemas (2020-12) of events, as a webhook's body has them. Thread-safe.
public interface Schemas {

  /// The schema of the body that a webhook on `preposition:event` gets, as JSON bytes.
  ///
  /// @throws UnknownEventException where no connector defines the event
  Json body(Preposition preposition, String event);

  /// `urn:interlock:PREPOSITION:EVENT:VERSION:sha256-HEX`, the hash being of the schema's RFC 8785
  /// form.
  ///
  /// @throws UnknownEventException where no connector defines the event
  String urn(Preposition preposition, String event);

  /// A body that `body(preposition, event)` accepts, made from `input` (JSON of the event's input;
  /// a small example where null and the event has an input). For dry runs and tests: it was never
  /// published.
  ///
  /// @throws UnknownEventException where no connector defines the event
  EventPayload sample(
      Preposition preposition, String event, @org.jspecify.annotations.Nullable Json input);
}
