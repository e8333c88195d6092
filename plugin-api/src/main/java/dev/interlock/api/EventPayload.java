package dev.interlock.api;

import java.time.Instant;

/// One event as a body for the wire, built once and shared by all who see it.
///
/// @param event which event this is
/// @param preposition before or after
/// @param body the JSON body: id, event, created_at, version, source, schema, parameters, results,
///   outcome
/// @param deadline when a before chain must have answered; `Instant.MAX` in after
public record EventPayload(
    CurrentEvent event, Preposition preposition, Json body, Instant deadline) {

  /// `before:adjust`
  public String hook() {
    return preposition + ":" + event.name();
  }
}
