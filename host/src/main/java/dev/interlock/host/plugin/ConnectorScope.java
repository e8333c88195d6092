package dev.interlock.host.plugin;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Events;
import dev.interlock.api.Schemas;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.http.Routes;
import dev.interlock.api.store.Store;
import dev.interlock.host.bus.BusSchemas;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.ConnectorIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One start of one connector: the services as it sees them. `close` takes away whatever it
/// registered.
final class ConnectorScope implements ConnectorContext, AutoCloseable {

  /// Lines for people are logged below this name, so that a terminal can show them plainly.
  static final String ACTIVITY = "interlock.activity";

  private final ConnectorIdentity identity;
  private final @Nullable Object settings;
  private final HostServices services;
  private final ConnectorEvents events;
  private final ClassLoader loader;
  private final ConnectorEgress egress;
  private final ConnectorMeters meters;

  /// Guarded by `this`.
  private boolean withdrawn;

  private volatile boolean closed;

  ConnectorScope(
      ConnectorIdentity identity,
      @Nullable Object settings,
      HostServices services,
      ConnectorEvents events,
      ClassLoader loader) {
    this.loader = loader;
    this.identity = identity;
    this.settings = settings;
    this.services = services;
    this.events = events;
    this.egress = new ConnectorEgress(identity.name(), services.egress());
    this.meters = new ConnectorMeters(services.meters());
  }

  @Override
  public String name() {
    return identity.name();
  }

  @Override
  public String version() {
    return identity.version();
  }

  @Override
  public String assembly() {
    return services.bus().settings().assembly();
  }

  @Override
  public Path folder() {
    return services.folder();
  }

  @Override
  public Events events() {
    return events;
  }

  @Override
  public <T> T configuration(Class<T> type) {
    Object bound = settings;
    if (bound == null || !type.isInstance(bound)) {
      throw new IllegalStateException(
          name()
              + " asks for settings of "
              + type.getName()
              + ", but its configuration() names "
              + (bound == null ? "none" : bound.getClass().getName()));
    }
    return type.cast(bound);
  }

  @Override
  public Store store() {
    if (closed) {
      throw stopped();
    }
    return services.persistence().store(name(), loader);
  }

  @Override
  public Deliveries deliveries() {
    if (closed) {
      throw stopped();
    }
    return services.persistence().deliveries(name());
  }

  @Override
  public Egress egress() {
    return egress;
  }

  @Override
  public Routes routes() {
    return new ScopedRoutes(services.routes().routes(name()), this);
  }

  /// Registers, unless the connector has stopped or is about to.
  synchronized <T> T registering(Supplier<T> registration) {
    if (withdrawn) {
      throw stopped();
    }
    return registration.get();
  }

  @Override
  public MeterRegistry meters() {
    if (closed) {
      throw stopped();
    }
    return meters.registry();
  }

  private IllegalStateException stopped() {
    return new IllegalStateException(name() + " has stopped");
  }

  @Override
  public Schemas schemas() {
    return new BusSchemas(services.bus());
  }

  @Override
  public InstantSource clock() {
    return services.clock();
  }

  @Override
  public Logger logger() {
    return LoggerFactory.getLogger("interlock." + name());
  }

  @Override
  public Logger activity() {
    return LoggerFactory.getLogger(ACTIVITY + "." + name());
  }

  @Override
  public Duration shutdownBudget() {
    return services.shutdownBudget();
  }

  /// No new dispatches and requests reach it from now on.
  synchronized void withdraw() {
    withdrawn = true;
    events.withdraw();
    services.routes().removeRoutes(name());
  }

  /// Waits for the dispatches that it handles; false where some are left after `limit`.
  boolean awaitDispatches(Duration limit) {
    return events.awaitDispatches(limit);
  }

  @Override
  public void close() {
    withdraw();
    closed = true;
    services.persistence().release(name());
    events.close();
    egress.close();
    meters.close();
  }
}
