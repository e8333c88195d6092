package dev.interlock.host.bus;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.RefusedException;
import org.jspecify.annotations.Nullable;

/// Where a publish comes from: how deep it stands, in which trace, and whether a running event
/// causes it.
///
/// @param depth 1 for the outermost event
/// @param generation of the event that causes it; null from outside, whatever the depth
public record Origin(int depth, @Nullable String traceparent, @Nullable Generation generation) {

  static final Origin OUTSIDE = new Origin(1, null, null);

  /// Published by another host's webhook, or by a program.
  ///
  /// @param hops how many events had led to it
  public static Origin outside(int hops, @Nullable String traceparent) {
    return new Origin(Math.max(0, hops) + 1, traceparent, null);
  }

  /// Below the event that the calling thread handles, if any. One of another bus is outside.
  static Origin current(EventBus bus) {
    if (!CurrentEvent.SCOPE.isBound()) {
      return OUTSIDE;
    }
    CurrentEvent cause = CurrentEvent.SCOPE.get();
    return cause instanceof Dispatch dispatch && dispatch.bus() == bus
        ? below(dispatch)
        : new Origin(cause.depth() + 1, cause.traceparent(), null);
  }

  static Origin below(Dispatch cause) {
    return new Origin(cause.depth() + 1, cause.traceparent(), cause.generation());
  }

  boolean isOutside() {
    return generation == null;
  }

  void check(String event) {
    if (depth > BusSettings.MAX_DEPTH) {
      throw new RefusedException(
          RefusedException.Code.BUSY,
          event
              + ": events caused events "
              + depth
              + " deep; the limit is "
              + BusSettings.MAX_DEPTH);
    }
  }
}
