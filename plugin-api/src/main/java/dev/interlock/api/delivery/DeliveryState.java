package dev.interlock.api.delivery;

/// Where a delivery stands.
public enum DeliveryState {
  /// Waits behind an earlier one of its key.
  BLOCKED,
  /// Waits for its time, or is on its way.
  PENDING,
  DELIVERED,
  /// Given up.
  FAILED,
  /// Set aside; an operator may have it retried.
  PARKED,
  /// Given up, and its key waits for an operator.
  HELD,
  EXPIRED,
  CANCELLED,
  /// From a full memory queue.
  DROPPED,
  /// From memory, when the process stopped.
  ABANDONED;

  /// Whether more is to come of it by itself.
  public boolean isOpen() {
    return this == BLOCKED || this == PENDING;
  }
}
