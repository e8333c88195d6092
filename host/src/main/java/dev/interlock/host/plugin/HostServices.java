package dev.interlock.host.plugin;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.http.Routes;
import dev.interlock.host.bus.EventBus;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// What the host owns once and lends to every connector.
public record HostServices(
    EventBus bus,
    Egress egress,
    RouteOwners routes,
    MeterRegistry meters,
    InstantSource clock,
    Path folder,
    Duration shutdownBudget) {

  /// Where connectors' HTTP routes go.
  public interface RouteOwners {

    Routes routes(String connector);

    void removeRoutes(String connector);
  }
}
