package dev.interlock.host.bus;

import dev.interlock.api.Json;
import dev.interlock.api.Outcome;
import dev.interlock.api.Result;
import java.util.ArrayList;
import java.util.List;

/// An outcome whose results are JSON, for those who don't have the types.
final class JsonOutcome {

  private JsonOutcome() {}

  static Outcome<Json> of(EventChannel channel, Outcome<Object> outcome) {
    return switch (outcome) {
      case Outcome.Completed<Object>(var results) -> new Outcome.Completed<>(json(channel, results));
      case Outcome.Cancelled<Object>(var veto, var errors) -> new Outcome.Cancelled<>(veto, errors);
      case Outcome.Failed<Object>(var results, var errors) ->
          new Outcome.Failed<>(json(channel, results), errors);
    };
  }

  private static List<Result<Json>> json(EventChannel channel, List<Result<Object>> results) {
    List<Result<Json>> written = new ArrayList<>(results.size());
    for (Result<Object> result : results) {
      byte[] bytes = channel.mapping().write(result.value(), channel.event().resultType());
      written.add(new Result<>(result.connector(), new Json(bytes)));
    }
    return written;
  }
}
