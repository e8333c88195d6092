package dev.interlock.host.bus;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.RefusedException;
import org.jspecify.annotations.Nullable;

/// Where a publish comes from: how deep it stands and in which trace.
///
/// @param depth 1 for the outermost event
public record Origin(int depth, @Nullable String traceparent) {

  static final Origin OUTSIDE = new Origin(1, null);

  /// Published by another host's webhook, or by a program.
  ///
  /// @param hops how many events had led to it
  public static Origin outside(int hops, @Nullable String traceparent) {
    return new Origin(Math.max(0, hops) + 1, traceparent);
  }

  /// Below the event that the calling thread handles, if any.
  static Origin current() {
    if (!CurrentEvent.SCOPE.isBound()) {
      return OUTSIDE;
    }
    CurrentEvent cause = CurrentEvent.SCOPE.get();
    return new Origin(cause.depth() + 1, cause.traceparent());
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
