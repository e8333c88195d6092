package dev.interlock.api;

import java.util.Map;

/// A before handler's no.
///
/// @param by `CONNECTOR/HANDLER`
/// @param reason for people
/// @param details further properties that the veto carried
public record Veto(String by, String reason, Map<String, Object> details) {
  public Veto {
    details = Map.copyOf(details);
  }
}
