package dev.interlock.host.plugin;

import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.Json;
import dev.interlock.api.Registration;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.http.Listener;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.RouteStyle;
import dev.interlock.api.http.Routes;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.host.bus.BusSettings;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.ConnectorIdentity;
import dev.interlock.host.bus.EventBus;
import dev.interlock.host.bus.EventTypes;
import dev.interlock.host.bus.Staged;
import dev.interlock.host.egress.EgressClient;
import dev.interlock.host.egress.EgressSettings;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A real bus and registry with real connectors, without file and HTTP server.
final class Assembled implements AutoCloseable {

  final MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final EventBus bus =
      new EventBus(new BusSettings("testing", Map.of()), InstantSource.system(), meters);
  final List<String> notices = new CopyOnWriteArrayList<>();
  final EgressClient egress =
      new EgressClient(EgressSettings.DEFAULT, InstantSource.system(), meters);
  final RouteNames routes = new RouteNames();
  final ConnectorEvents host;
  final Connectors connectors;

  /// Remembers which routes are in force, by owner.
  static final class RouteNames implements HostServices.RouteOwners {
    final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public Staged<Routes> routes(String connector) {
      return new NamedRoutes(connector);
    }

    private final class NamedRoutes implements Routes, Staged<Routes> {
      private final String connector;
      private final List<String> own = new CopyOnWriteArrayList<>();
      private boolean opened;

      NamedRoutes(String connector) {
        this.connector = connector;
      }

      @Override
      public Routes services() {
        return this;
      }

      @Override
      public void open(@Nullable Staged<Routes> predecessor) {
        if (predecessor != null) {
          predecessor.close();
        }
        opened = true;
        all.addAll(own);
      }

      @Override
      public CompletableFuture<Void> retire() {
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void close() {
        own.forEach(all::remove);
        own.clear();
      }

      @Override
      public Registration route(
          String method, String path, Scope scope, ByteSize maxBody, RouteHandler handler) {
        return keep(method + " " + path);
      }

      @Override
      public Routes styled(RouteStyle style) {
        return this;
      }

      @Override
      public Registration describe(Json openApi) {
        return keep("describe");
      }

      @Override
      public Listener listen(ListenerSettings settings) {
        throw new UnsupportedOperationException("no ports here");
      }

      private Registration keep(String what) {
        String entry = connector + " " + what;
        own.add(entry);
        if (opened) {
          all.add(entry);
        }
        return () -> all.remove(entry);
      }
    }
  }

  Assembled(Duration budget) {
    TypeMapping mapping = new TypeMapping();
    host =
        bus.attach(
            new ConnectorIdentity("interlock", "0.1.0"),
            HostEvents.all(),
            new EventTypes(mapping, new EventSchemas(mapping)));
    HostServices services =
        new HostServices(
            bus,
            egress,
            routes,
            new NoPersistence(),
            meters,
            InstantSource.system(),
            Path.of(""),
            budget);
    connectors = new Connectors(services, host);
    note(HostEvents.ATTACH);
    note(HostEvents.DETACH);
  }

  private void note(Event<HostEvents.Attachment, Void> notice) {
    host.after(notice, completion -> notices.add(notice + " " + completion.input().connector()));
  }

  void start(PluginModule... modules) {
    start(List.of(modules));
  }

  void start(List<PluginModule> modules) {
    connectors.start(ConnectorTypes.of(modules), name -> new ConnectorSettings.Bound(null));
  }

  String state(String connector) {
    return connectors.reports().stream()
        .filter(report -> report.manifest().id().equals(connector))
        .map(
            report ->
                report.detail().isEmpty()
                    ? report.state()
                    : report.state() + ": " + report.detail())
        .findFirst()
        .orElse("absent");
  }

  @Override
  public void close() {
    connectors.close();
    egress.close();
  }

  private static final class NoPersistence implements HostServices.Persistence {
    @Override
    public dev.interlock.api.store.Store store(String connector, ClassLoader loader) {
      throw new IllegalStateException("no store");
    }

    @Override
    public Staged<Deliveries> deliveries(String connector) {
      return new NoDeliveries();
    }

    @Override
    public void release(String connector) {}
  }

  private static final class NoDeliveries implements Staged<Deliveries> {
    @Override
    public Deliveries services() {
      throw new IllegalStateException("no deliveries");
    }

    @Override
    public void open(@Nullable Staged<Deliveries> predecessor) {}

    @Override
    public CompletableFuture<Void> retire() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
  }
}
