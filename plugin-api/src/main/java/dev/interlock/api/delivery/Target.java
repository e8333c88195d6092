package dev.interlock.api.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where deliveries go, and by which rules. Its name is unique within the connector and the same on
/// every host; renaming one orphans its queue.
///
/// @param poison what becomes of one that is given up
/// @param expire how long a delivery may wait in all; what is older is not tried any more
/// @param attemptLimit how long one attempt may take: a lease lasts 5 s longer, and at its end the
///   attempt is aborted
/// @param orderKey of deliveries that other programs hand over without one; null for none
public record Target(
    String name,
    Durability durability,
    RetryPolicy retry,
    Poison poison,
    Duration expire,
    Duration attemptLimit,
    FlowPolicy flow,
    @Nullable String orderKey) {

  public Target(
      String name,
      Durability durability,
      RetryPolicy retry,
      Poison poison,
      Duration expire,
      Duration attemptLimit,
      FlowPolicy flow) {
    this(name, durability, retry, poison, expire, attemptLimit, flow, null);
  }
}
