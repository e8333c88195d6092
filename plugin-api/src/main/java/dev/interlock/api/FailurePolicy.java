package dev.interlock.api;

/// What becomes of an event when a before handler fails.
public enum FailurePolicy {
  /// The event fails.
  FAIL,
  /// The event is vetoed; the failure is the reason.
  CANCEL,
  /// The event goes on as if the handler had agreed.
  PROCEED
}
