package dev.interlock.webhooks.verdict;

import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.TargetStatus;

/// Whether a before webhook may be asked now. Thread-safe.
public interface BeforeGate {

  /// Why it may not; empty where it may. Whoever was let through says how it went.
  String shut();

  /// @param reached whether the responder gave an answer that another try would not change
  void observed(boolean reached);

  /// As the host's queue says: it shares breaker, pause and disabling with what is told after
  /// events.
  static BeforeGate of(DeliveryQueue queue) {
    return new BeforeGate() {
      @Override
      public String shut() {
        TargetStatus status = queue.status();
        if (status.disabled() != null) {
          return "it is disabled: " + status.disabled().reason();
        }
        if (status.paused()) {
          return "it is paused";
        }
        return queue.permit() ? "" : "its breaker is open";
      }

      @Override
      public void observed(boolean reached) {
        queue.observed(reached);
      }
    };
  }
}
