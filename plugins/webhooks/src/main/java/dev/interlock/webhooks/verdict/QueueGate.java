package dev.interlock.webhooks.verdict;

import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.TargetStatus;
import org.jspecify.annotations.Nullable;

/// The gate that a target of the host's queue is. Thread-safe.
final class QueueGate implements BeforeGate {

  static final long SECOND = 1_000_000_000L;

  private final DeliveryQueue queue;
  private final long freshFor;
  private volatile @Nullable Known known;

  /// @param freshFor for how many nanoseconds the target's status is believed
  QueueGate(DeliveryQueue queue, long freshFor) {
    this.queue = queue;
    this.freshFor = freshFor;
  }

  /// @param at in the process's nanoseconds
  private record Known(String shut, long at) {}

  @Override
  public String shut() {
    String stands = stands();
    if (!stands.isEmpty()) {
      return stands;
    }
    return queue.permit() ? "" : "its breaker is open";
  }

  private String stands() {
    long now = System.nanoTime();
    Known last = known;
    if (last == null || now - last.at >= freshFor) {
      last = new Known(read(), now);
      known = last;
    }
    return last.shut;
  }

  private String read() {
    TargetStatus status = queue.status();
    TargetStatus.Disabled disabled = status.disabled();
    if (disabled != null) {
      return "it is disabled";
    }
    return status.paused() ? "it is paused" : "";
  }

  @Override
  public void observed(boolean reached) {
    queue.observed(reached);
  }
}
