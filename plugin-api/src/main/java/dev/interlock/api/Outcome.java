package dev.interlock.api;

import java.util.List;
import java.util.Optional;

/// How a published event ended.
///
/// @param <R> what one `on` handler returns
public sealed interface Outcome<R> {

  /// Every handler did its part. One result for each `on` handler, in their order.
  record Completed<R>(List<Result<R>> results) implements Outcome<R> {

    /// The first result; empty where no handler answered.
    public Optional<R> first() {
      return results.isEmpty() ? Optional.empty() : Optional.ofNullable(results.getFirst().value());
    }
  }

  /// A before handler vetoed it: on and after never ran. `errors` are those known by then.
  record Cancelled<R>(Veto veto, List<HandlerError> errors) implements Outcome<R> {}

  /// At least one before or on handler failed. `results` are those of the others.
  record Failed<R>(List<Result<R>> results, List<HandlerError> errors) implements Outcome<R> {}
}
