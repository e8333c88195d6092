package dev.interlock.api.delivery;

import java.util.concurrent.CompletableFuture;

/// Carries deliveries of one target, and hears what becomes of them. Called from any thread, many
/// at a time; nothing of it blocks.
public interface Transport {

  /// Makes one attempt. Completes within the attempt's limit, or is cancelled soon after it and
  /// then closes what it holds open. Exceptionally counts as a retryable failure.
  CompletableFuture<AttemptResult> send(OutgoingDelivery delivery);

  /// A delivery was taken, given up, set aside, expired, dropped or abandoned: after it was
  /// recorded, at least on the host where it happened.
  default void ended(DeliveryEnding ending) {}

  /// The target was disabled or has recovered.
  default void changed(TargetChange change) {}

  /// How the next try is planned, told after a failed attempt: for people.
  default void retrying(OutgoingDelivery delivery, java.time.Duration delay) {}
}
