package dev.interlock.api.delivery;

/// What becomes of a delivery of an ordered target that is given up.
public enum Poison {
  /// Set aside, retryable; its key goes on.
  PARK,
  /// Failed; its key goes on.
  SKIP,
  /// Its key waits for an operator.
  HOLD
}
