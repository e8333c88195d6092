package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.api.Outcome;
import dev.interlock.api.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one-line summaries that a connector gives of its events. One that throws is empty: it is
/// decoration.
final class Summaries {

  private Summaries() {}

  @SuppressWarnings("unchecked")
  static String ofInput(Event<?, ?> event, @Nullable Object input) {
    if (input == null) {
      return "";
    }
    try {
      return ((Event<Object, Object>) event).summarizeInput(input);
    } catch (RuntimeException _) {
      return "";
    }
  }

  @SuppressWarnings("unchecked")
  static String ofResult(Event<?, ?> event, Outcome<Object> outcome) {
    List<Result<Object>> results =
        switch (outcome) {
          case Outcome.Completed<Object>(var all) -> all;
          case Outcome.Failed<Object>(var all, _) -> all;
          case Outcome.Cancelled<Object> _ -> List.of();
        };
    Object first = results.isEmpty() ? null : results.getFirst().value();
    if (first == null) {
      return "";
    }
    try {
      return ((Event<Object, Object>) event).summarizeResult(first);
    } catch (RuntimeException _) {
      return "";
    }
  }
}
