package dev.interlock.host;

import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.store.Store;
import dev.interlock.host.bus.Staged;
import dev.interlock.host.delivery.DeliveryQueues;
import dev.interlock.host.plugin.HostServices;
import dev.interlock.host.store.HostStore;

/// What connectors keep and send.
record HostPersistence(HostStore store, DeliveryQueues queues) implements HostServices.Persistence {

  @Override
  public Store store(String connector, ClassLoader loader) {
    return store.of(connector, loader);
  }

  @Override
  public Staged<Deliveries> deliveries(String connector) {
    return queues.stage(connector);
  }

  @Override
  public void release(String connector) {
    store.release(connector);
  }
}
