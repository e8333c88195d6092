package dev.interlock.webhooks.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/// What one attempt has on the wire, so that it can be aborted whichever exchange it has come to.
/// Thread-safe.
final class Wire {

  private static final CompletableFuture<?> ABORTED = CompletableFuture.completedFuture("");

  private final AtomicReference<CompletableFuture<?>> current =
      new AtomicReference<>(CompletableFuture.completedFuture(""));

  /// Aborts `next` at once where the attempt has been aborted.
  void carries(CompletableFuture<?> next) {
    if (current.updateAndGet(known -> known == ABORTED ? ABORTED : next) == ABORTED) {
      next.cancel(true);
    }
  }

  void abort() {
    current.getAndSet(ABORTED).cancel(true);
  }
}
