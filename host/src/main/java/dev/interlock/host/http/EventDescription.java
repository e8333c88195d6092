package dev.interlock.host.http;

import dev.interlock.api.Preposition;
import java.util.List;

/// An event type, and who handles it now.
///
/// @param definedBy the connector, or `interlock`
/// @param prepositions those that it has: a notice has no before
public record EventDescription(
    String name,
    int version,
    String definedBy,
    List<Preposition> prepositions,
    String description,
    List<Handler> handlers) {

  public EventDescription {
    prepositions = List.copyOf(prepositions);
    handlers = List.copyOf(handlers);
  }

  /// @param by `CONNECTOR/HANDLER`
  public record Handler(Preposition preposition, String by) {}

  Object tree() {
    return JsonText.object(
        "name", name,
        "version", version,
        "defined_by", definedBy,
        "prepositions", prepositions.stream().map(Preposition::toString).toList(),
        "description", description,
        "handlers",
            handlers.stream()
                .map(
                    handler ->
                        JsonText.object(
                            "preposition", handler.preposition().toString(), "by", handler.by()))
                .toList());
  }
}
