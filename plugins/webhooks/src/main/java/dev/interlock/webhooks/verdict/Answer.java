package dev.interlock.webhooks.verdict;

import dev.interlock.api.Json;
import dev.interlock.webhooks.configuration.FailureCause;
import java.util.Map;

/// What a successful reply to a before webhook says.
public sealed interface Answer {

  /// The event may go on.
  record Proceeds() implements Answer {}

  /// It must not.
  ///
  /// @param details what the reply said beyond the reason
  record Vetoes(String reason, Map<String, Object> details) implements Answer {}

  /// It goes on with these parameters instead.
  record Replaces(Json parameters) implements Answer {}

  /// It can't be read, or can't be trusted.
  record Unusable(FailureCause cause, String message) implements Answer {}
}
