package dev.interlock.host.delivery;

import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import java.util.concurrent.CompletableFuture;

/// One attempt under way.
///
/// @param begunAt by the ticker
/// @param leasedAt by the ticker
record Attempt(
    Lane lane,
    Lane.Registered registered,
    Leased leased,
    OutgoingDelivery outgoing,
    long begunAt,
    long leasedAt,
    CompletableFuture<AttemptResult> sending) {

  // Two attempts are never the same, and a set of them must be quick.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
