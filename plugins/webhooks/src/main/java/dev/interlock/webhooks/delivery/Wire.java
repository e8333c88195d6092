package dev.interlock.webhooks.delivery;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What one attempt has on the wire, so that it can be aborted whichever exchange it has come to.
/// Thread-safe.
final class Wire {

  private volatile @Nullable CompletableFuture<?> current;
  private volatile boolean aborted;

  /// Aborts `next` at once where the attempt has been aborted.
  void carries(CompletableFuture<?> next) {
    current = next;
    if (aborted) {
      next.cancel(true);
    }
  }

  void abort() {
    aborted = true;
    CompletableFuture<?> exchange = current;
    if (exchange != null) {
      exchange.cancel(true);
    }
  }
}
