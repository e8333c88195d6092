package dev.interlock.host.plugin;

import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.http.Routes;
import dev.interlock.api.store.Store;
import dev.interlock.host.bus.EventBus;
import dev.interlock.host.bus.Staged;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// What the host owns once and lends to every connector.
public record HostServices(
    EventBus bus,
    Egress egress,
    RouteOwners routes,
    Persistence persistence,
    MeterRegistry meters,
    InstantSource clock,
    Path folder,
    Duration shutdownBudget) {

  /// What connectors keep and send.
  public interface Persistence {

    /// @param loader finds the connector's migrations
    Store store(String connector, ClassLoader loader);

    /// For one start of a connector.
    Staged<Deliveries> deliveries(String connector);

    /// It has stopped, and none follows it.
    void release(String connector);
  }

  /// Where connectors' HTTP routes go.
  public interface RouteOwners {

    /// For one start of a connector.
    Staged<Routes> routes(String connector);
  }
}
