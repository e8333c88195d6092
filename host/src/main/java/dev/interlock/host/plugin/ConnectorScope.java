package dev.interlock.host.plugin;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Events;
import dev.interlock.api.Schemas;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.http.Routes;
import dev.interlock.api.store.Store;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.ConnectorIdentity;
import dev.interlock.host.bus.Staged;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One start of one connector: the services as it sees them. What it registers is seen from `open`
/// on; `close` takes it away.
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
  private final Staged<Routes> routes;
  private final Staged<Deliveries> deliveries;

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
    this.routes = services.routes().routes(identity.name());
    this.deliveries = services.persistence().deliveries(identity.name());
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
    return deliveries.services();
  }

  @Override
  public Egress egress() {
    return egress;
  }

  @Override
  public Routes routes() {
    return new ScopedRoutes(routes.services(), this);
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
    return events.schemas();
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

  /// Registers nothing more from now on.
  synchronized void withdraw() {
    withdrawn = true;
  }

  /// What it registered is in force, in the place of what its predecessor did; its handlers are the
  /// bus's matter.
  void open(@Nullable ConnectorScope predecessor) {
    meters.open(predecessor == null ? null : predecessor.meters);
    deliveries.open(predecessor == null ? null : predecessor.deliveries);
    routes.open(predecessor == null ? null : predecessor.routes);
  }

  /// No request, and no attempt for one of its targets, begins any more.
  ///
  /// @return ends with the last of those that have begun
  CompletableFuture<Void> retire() {
    return CompletableFuture.allOf(routes.retire(), deliveries.retire());
  }

  @Override
  public void close() {
    withdraw();
    closed = true;
    routes.close();
    deliveries.close();
    events.close();
    egress.close();
    meters.close();
  }
}
