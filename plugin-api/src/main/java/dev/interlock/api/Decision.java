package dev.interlock.api;

import java.util.Map;

/// What a before handler says.
///
/// @param <I> the event's input
public sealed interface Decision<I> {

  /// The event may go on.
  record Proceed<I>() implements Decision<I> {
    private static final Proceed<?> INSTANCE = new Proceed<>();
  }

  /// The event must not happen. `details` are kept with the veto.
  record Cancel<I>(String reason, Map<String, Object> details) implements Decision<I> {
    public Cancel {
      if (reason.isBlank()) {
        throw new IllegalArgumentException("a veto needs a reason: found a blank one");
      }
      details = Map.copyOf(details);
    }
  }

  /// The event goes on with this input instead. Only replacers may say it.
  record Replace<I>(I input) implements Decision<I> {}

  @SuppressWarnings("unchecked")
  static <I> Decision<I> proceed() {
    return (Decision<I>) Proceed.INSTANCE;
  }

  static <I> Decision<I> cancel(String reason) {
    return new Cancel<>(reason, Map.of());
  }

  static <I> Decision<I> cancel(String reason, Map<String, Object> details) {
    return new Cancel<>(reason, details);
  }

  static <I> Decision<I> replace(I input) {
    return new Replace<>(input);
  }
}
