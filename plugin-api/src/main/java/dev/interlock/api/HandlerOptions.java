package dev.interlock.api;

/// How a handler is registered.
///
/// @param name what stands behind the slash in `CONNECTOR/HANDLER`; empty: the hook itself,
///   `before:greet`
/// @param inline a before or after handler that never blocks: it runs on the publisher's thread,
///   nothing guards its time
/// @param priority of a replacer: lower first, then registration order
/// @param onTimeout what stands in for the answer of a before handler that has none by the deadline
public record HandlerOptions(String name, boolean inline, int priority, FailurePolicy onTimeout) {

  public static final HandlerOptions DEFAULT = new HandlerOptions("", false, 0, FailurePolicy.FAIL);

  public static HandlerOptions named(String name) {
    return new HandlerOptions(name, false, 0, FailurePolicy.FAIL);
  }

  public HandlerOptions asInline() {
    return new HandlerOptions(name, true, priority, onTimeout);
  }

  public HandlerOptions withPriority(int number) {
    return new HandlerOptions(name, inline, number, onTimeout);
  }

  public HandlerOptions onTimeout(FailurePolicy policy) {
    return new HandlerOptions(name, inline, priority, policy);
  }
}
