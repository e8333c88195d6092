package dev.interlock.webhooks.delivery;

import dev.interlock.webhooks.observation.Attempted;
import dev.interlock.webhooks.observation.WebhookObserver;
import dev.interlock.webhooks.observation.WebhookObserver.Failure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Failed attempts of which the queue has not said yet what follows, so that one line can say both.
/// At most 1,024: of an older one it is said without. Thread-safe.
final class FailedAttempts {

  private static final int MOST = 1024;

  private final WebhookObserver observer;

  /// By delivery, guarded by itself.
  private final LinkedHashMap<UUID, FailedAttempt> waiting = new LinkedHashMap<>();

  FailedAttempts(WebhookObserver observer) {
    this.observer = observer;
  }

  record FailedAttempt(Attempted attempted, Failure failure, Duration took) {}

  void add(UUID delivery, FailedAttempt attempt) {
    FailedAttempt unresolved;
    synchronized (waiting) {
      unresolved = waiting.put(delivery, attempt);
      if (waiting.size() > MOST) {
        unresolved = waiting.pollFirstEntry().getValue();
      }
    }
    tell(unresolved, "");
  }

  /// Says what follows; false where nothing is known of an attempt.
  boolean resolve(UUID delivery, String next) {
    FailedAttempt attempt;
    synchronized (waiting) {
      attempt = waiting.remove(delivery);
    }
    tell(attempt, next);
    return attempt != null;
  }

  private void tell(@Nullable FailedAttempt attempt, String next) {
    if (attempt != null) {
      observer.failed(attempt.attempted, attempt.failure, attempt.took, next);
    }
  }
}
