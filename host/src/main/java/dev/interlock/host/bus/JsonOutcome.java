package dev.interlock.host.bus;

import dev.interlock.api.HandlerError;
import dev.interlock.api.Json;
import dev.interlock.api.Outcome;
import dev.interlock.api.Result;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;

/// An outcome whose results are JSON, for those who don't have the types.
final class JsonOutcome {

  private JsonOutcome() {}

  static Outcome<Json> of(EventChannel channel, Outcome<Object> outcome) {
    return switch (outcome) {
      case Outcome.Completed<Object>(var results) -> json(channel, results, List.of());
      case Outcome.Cancelled<Object>(var veto, var errors) -> new Outcome.Cancelled<>(veto, errors);
      case Outcome.Failed<Object>(var results, var errors) -> json(channel, results, errors);
    };
  }

  /// A result that has no form in JSON, NaN for one, counts as its connector's error.
  private static Outcome<Json> json(
      EventChannel channel, List<Result<Object>> results, List<HandlerError> known) {
    List<Result<Json>> written = new ArrayList<>(results.size());
    List<HandlerError> errors = new ArrayList<>(known);
    for (Result<Object> result : results) {
      try {
        byte[] bytes = channel.mapping().write(result.value(), channel.event().resultType());
        written.add(new Result<>(result.connector(), new Json(bytes)));
      } catch (JacksonException failure) {
        String by = result.connector() + "/on:" + channel.event().name();
        errors.add(new HandlerError(by, "exception", "its result has no form in JSON", failure));
      }
    }
    return errors.isEmpty()
        ? new Outcome.Completed<>(written)
        : new Outcome.Failed<>(written, errors);
  }
}
