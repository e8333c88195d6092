package dev.interlock.host.delivery;

import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.delivery.TargetChange;
import dev.interlock.api.delivery.Transport;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells transports; what they throw is logged and harms nobody. Never called under a lock.
final class Callbacks {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.delivery");

  private Callbacks() {}

  static void ended(
      Lane lane, @Nullable Transport transport, Leased leased, int attempts, Verdict verdict) {
    if (!(verdict.next() instanceof DeliveryStore.Next.Finish(DeliveryState state))) {
      return;
    }
    ended(
        lane,
        transport,
        new DeliveryEnding(
            leased.delivery().id(),
            state,
            leased.delivery().origin(),
            attempts,
            verdict.cause(),
            verdict.message()));
  }

  static void ended(Lane lane, @Nullable Transport transport, DeliveryEnding ending) {
    if (ending.state() == DeliveryState.ABANDONED) {
      lane.lost();
    }
    lane.meters().ended(ending.state(), 1);
    if (transport == null) {
      LOG.info("delivery={} target={} {}", ending.id(), lane.name(), ending.state());
    } else {
      tell(lane, transport, each -> each.ended(ending));
    }
  }

  /// Without an attempt.
  static void ended(Lane lane, Leased leased, DeliveryState state, String cause, String message) {
    Lane.Registered registered = lane.registered();
    ended(
        lane,
        registered == null ? null : registered.transport(),
        leased,
        leased.attempts(),
        new Verdict(new DeliveryStore.Next.Finish(state), cause, message));
  }

  static void retrying(Lane lane, Transport transport, OutgoingDelivery delivery, Duration delay) {
    tell(lane, transport, each -> each.retrying(delivery, delay));
  }

  static void changed(Lane lane, TargetChange change) {
    LOG.info("target={} {}", lane.name(), change);
    Lane.Registered registered = lane.registered();
    if (registered != null) {
      tell(lane, registered.transport(), each -> each.changed(change));
    }
  }

  private static void tell(Lane lane, Transport transport, Consumer<Transport> what) {
    try {
      what.accept(transport);
    } catch (RuntimeException | Error thrown) {
      LOG.warn("target={} its transport failed", lane.name(), thrown);
    }
  }
}
