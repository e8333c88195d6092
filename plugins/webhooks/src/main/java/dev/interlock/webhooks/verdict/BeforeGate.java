package dev.interlock.webhooks.verdict;

import dev.interlock.api.delivery.DeliveryQueue;

/// Whether a before webhook may be asked now. Thread-safe.
public interface BeforeGate {

  /// Why it may not; empty where it may. Whoever was let through says how it went.
  String shut();

  /// @param reached whether the responder gave an answer that another try would not change
  void observed(boolean reached);

  /// As the host's queue says: breaker, pause and disabling are those of what is told after events.
  ///
  /// @param shared whether asking how the target stands may cost a look into the store: then it is
  ///   asked once a second
  static BeforeGate of(DeliveryQueue queue, boolean shared) {
    return new QueueGate(queue, shared ? QueueGate.SECOND : 0);
  }
}
