package dev.interlock.host;

import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.store.Store;
import dev.interlock.host.delivery.DeliveryQueues;
import dev.interlock.host.plugin.HostServices;

/// What connectors keep and send.
record HostPersistence(DeliveryQueues queues) implements HostServices.Persistence {

  @Override
  public Store store(String connector, ClassLoader loader) {
    throw new IllegalStateException("no store");
  }

  @Override
  public Deliveries deliveries(String connector) {
    return queues.deliveries(connector);
  }

  @Override
  public void release(String connector) {
    queues.release(connector);
  }
}
