package dev.interlock.host.delivery;

import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import java.util.List;

/// How deliveries go from a store through their targets and back. Thread-safe.
sealed interface Flow permits DirectFlow, BatchFlow {

  /// Accepts all or none; they are under way when this returns. Blocks where the store does.
  void accept(List<Acceptance> deliveries);

  /// There may be work for a target, or it may go on. Never blocks.
  void wake(Lane lane);

  /// Nothing more begins; what is under way ends. What that means for what waits is the flow's.
  void stop();

  /// Whether everything that was under way has ended and is recorded.
  boolean isIdle();

  /// Ends at once what is still under way.
  void abandon();
}
