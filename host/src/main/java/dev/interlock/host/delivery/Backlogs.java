package dev.interlock.host.delivery;

import dev.interlock.host.delivery.DeliveryStore.Backlog;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// How much waits, as meters show it: counted anew when somebody has looked since, not more often
/// than the engine asks. Thread-safe; `of` never blocks.
final class Backlogs {

  private static final Backlog NONE = new Backlog(0, Duration.ZERO);

  private final DeliveryStore store;
  private final AtomicBoolean looked = new AtomicBoolean();
  private volatile Map<String, Backlog> counted = Map.of();

  Backlogs(DeliveryStore store) {
    this.store = store;
  }

  Backlog of(String target) {
    if (store instanceof VolatileStore) {
      return store.backlogs(Set.of(target)).getOrDefault(target, NONE);
    }
    looked.set(true);
    return counted.getOrDefault(target, NONE);
  }

  /// Blocks where the store does.
  void refresh(Set<String> targets) {
    if (looked.getAndSet(false)) {
      counted = store.backlogs(targets);
    }
  }
}
