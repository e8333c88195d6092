package dev.interlock.webhooks.observation;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.delivery.DeliveryOrigin;
import java.time.Instant;

/// The event that a delivery tells of, as the cause of what follows from telling it. It has long
/// ended: nobody aborts it or watches it.
record ToldEvent(DeliveryOrigin origin) implements CurrentEvent {

  @Override
  public String id() {
    return origin.event();
  }

  @Override
  public String name() {
    return origin.hook().substring(origin.hook().indexOf(':') + 1);
  }

  @Override
  public Instant createdAt() {
    return origin.createdAt();
  }

  @Override
  public int depth() {
    return origin.depth();
  }

  @Override
  public String traceparent() {
    return origin.traceparent();
  }

  @Override
  public boolean aborted() {
    return false;
  }

  @Override
  public void progress(double fraction, String message) {}
}
