package dev.interlock.api;

import java.util.Optional;

/// How a handler is registered.
///
/// @param name what stands behind the slash in `CONNECTOR/HANDLER`; empty: the hook itself,
///   `before:greet`
/// @param inline a before or after handler that never blocks: it runs on the publisher's thread,
///   nothing guards its time
/// @param priority of a replacer: lower first, then registration order
/// @param onTimeout what stands in for the answer of a before handler that has none by the deadline
/// @param admission of an after handler
public record HandlerOptions(
    String name, boolean inline, int priority, FailurePolicy onTimeout, Admission admission) {

  public static final HandlerOptions DEFAULT = named("");

  /// Asked before an event begins: whether an after handler could keep what it would have to keep
  /// of it. Where it couldn't the event is refused, and nobody is asked anything.
  @FunctionalInterface
  public interface Admission {

    /// Quick: it stands before every event. Called on any thread.
    ///
    /// @param event its name
    /// @return why not; empty where nothing is known against it
    Optional<String> refusal(String event);
  }

  public static HandlerOptions named(String name) {
    return new HandlerOptions(name, false, 0, FailurePolicy.FAIL, _ -> Optional.empty());
  }

  public HandlerOptions asInline() {
    return new HandlerOptions(name, true, priority, onTimeout, admission);
  }

  public HandlerOptions withPriority(int number) {
    return new HandlerOptions(name, inline, number, onTimeout, admission);
  }

  public HandlerOptions onTimeout(FailurePolicy policy) {
    return new HandlerOptions(name, inline, priority, policy, admission);
  }

  public HandlerOptions admittedBy(Admission asked) {
    return new HandlerOptions(name, inline, priority, onTimeout, asked);
  }
}
