package dev.interlock.api;

import java.time.Instant;
import java.util.Optional;

/// The event that the running code is part of. Readable anywhere below a handler, on every thread
/// that the bus starts.
public interface CurrentEvent {

  /// Bound by the bus.
  ScopedValue<CurrentEvent> SCOPE = ScopedValue.newInstance();

  static Optional<CurrentEvent> find() {
    return SCOPE.isBound() ? Optional.of(SCOPE.get()) : Optional.empty();
  }

  /// `evt_` and 26 characters that sort by time.
  String id();

  String name();

  Instant createdAt();

  /// 1 for an event published from outside, one more for each event published while handling
  /// another, across hosts.
  int depth();

  /// W3C trace context of this event: the caller's where it gave one.
  String traceparent();

  /// Whether the event was aborted: a long-running handler is interrupted as well.
  boolean aborted();

  /// Tells whoever watches how far a long handler has come.
  ///
  /// @param fraction 0 to 1
  /// @param message for people, on one line
  void progress(double fraction, String message);
}
