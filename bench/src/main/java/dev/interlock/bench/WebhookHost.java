package dev.interlock.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.Json;
import dev.interlock.api.Registration;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.http.Listener;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.RouteStyle;
import dev.interlock.api.http.Routes;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.store.Store;
import dev.interlock.host.bus.BusSettings;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.ConnectorIdentity;
import dev.interlock.host.bus.EventBus;
import dev.interlock.host.bus.EventTypes;
import dev.interlock.host.bus.Staged;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.config.KnownEvents;
import dev.interlock.host.config.References;
import dev.interlock.host.config.SettingsBinder;
import dev.interlock.host.delivery.DeliveryQueues;
import dev.interlock.host.delivery.DeliverySettings;
import dev.interlock.host.delivery.SystemDeliveryTime;
import dev.interlock.host.delivery.memory.MemoryDeliveryStore;
import dev.interlock.host.egress.EgressClient;
import dev.interlock.host.egress.EgressSettings;
import dev.interlock.host.plugin.ConnectorSettings;
import dev.interlock.host.plugin.ConnectorTypes;
import dev.interlock.host.plugin.Connectors;
import dev.interlock.host.plugin.HostServices;
import dev.interlock.host.plugin.PluginModule;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreSettings;
import dev.interlock.webhooks.WebhooksConnector;
import dev.interlock.webhooks.configuration.WebhooksSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Bus, egress and the webhooks connector, wired as the host wires them; what a terminal would show
/// is off.
final class WebhookHost implements AutoCloseable {

  /// The event whose after webhook is sent.
  record Measured(String service, List<Reading> readings) {}

  /// Shaped as those of `measure`.
  record Reading(String metric, String unit, double value) {}

  private static final Event<Measured, Void> MEASURED =
      Event.of("measured", Measured.class, Void.class);
  private static final Measured INPUT = new Measured("frontend", readings());

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final EgressClient client;
  private final CountingEgress egress;
  private final MemoryPersistence persistence;
  private final Connectors connectors;
  private final ConnectorEvents events;

  WebhookHost(int port, Path folder, Semaphore inFlight) throws IOException {
    ((Logger) LoggerFactory.getLogger("interlock.activity")).setLevel(Level.WARN);
    InstantSource clock = InstantSource.system();
    client = new EgressClient(EgressSettings.DEFAULT, clock, meters);
    egress = new CountingEgress(client, inFlight);
    EventBus bus = new EventBus(new BusSettings("bench", Map.of()), clock, meters);
    TypeMapping mapping = new TypeMapping();
    EventTypes types = new EventTypes(mapping, new EventSchemas(mapping));
    events = bus.attach(new ConnectorIdentity("interlock", "1.0.0"), defined(), types);
    persistence = new MemoryPersistence(folder, clock, meters);
    HostServices services =
        new HostServices(
            bus,
            egress,
            new NoRoutes(),
            persistence,
            meters,
            clock,
            folder,
            Duration.ofSeconds(10));
    connectors = new Connectors(services, events);
    WebhooksSettings settings = settings(port, folder);
    PluginModule module = PluginModule.embedded("webhooks", new WebhooksConnector());
    connectors.start(
        ConnectorTypes.of(List.of(module)), name -> new ConnectorSettings.Bound(settings));
  }

  private static List<Event<?, ?>> defined() {
    List<Event<?, ?>> events = new ArrayList<>(HostEvents.all());
    events.add(MEASURED);
    return events;
  }

  private static List<Reading> readings() {
    return IntStream.range(0, 8)
        .mapToObj(i -> new Reading("latency_p9" + i, "ms", 12.25 + i))
        .toList();
  }

  private static WebhooksSettings settings(int port, Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("webhooks.yaml"),
            """
            webhooks:
              - name: record
                events: [after:measured]
                url: http://127.0.0.1:%d/record
                secret: whsec_aW50ZXJsb2NrIGRlbW8gc2VjcmV0IQ==
                signing: [servo, standard]
                allow_private: [127.0.0.1/32]
            """
                .formatted(port));
    ConfigDocument document = ConfigDocument.read(file, References.system(), Map.of());
    KnownEvents known = KnownEvents.of(List.of(MEASURED), false);
    return new SettingsBinder(document, known).bind("webhooks", WebhooksSettings.class).orThrow();
  }

  /// Publishes one event; its webhook follows.
  void send(Semaphore inFlight) {
    var _ = events.publish(MEASURED, INPUT);
  }

  EgressRequest lastRequest() {
    return egress.last();
  }

  EgressClient client() {
    return client;
  }

  @Override
  public void close() {
    connectors.close();
    persistence.close();
    client.close();
    meters.close();
  }

  private record NoRoutes() implements HostServices.RouteOwners {

    @Override
    public Staged<Routes> routes(String connector) {
      return new DeafRoutes();
    }
  }

  /// Nobody calls.
  private record DeafRoutes() implements Routes, Staged<Routes> {

    @Override
    public Routes services() {
      return this;
    }

    @Override
    public void open(@Nullable Staged<Routes> predecessor) {}

    @Override
    public CompletableFuture<Void> retire() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}

    @Override
    public Registration route(
        String method, String path, Scope scope, ByteSize maxBody, RouteHandler handler) {
      return () -> {};
    }

    @Override
    public Routes styled(RouteStyle style) {
      return this;
    }

    @Override
    public Registration describe(Json openApi) {
      return () -> {};
    }

    @Override
    public Listener listen(ListenerSettings settings) {
      throw new UnsupportedOperationException("no ports here");
    }
  }

  /// A queue in memory, and a store that nobody opens.
  private static final class MemoryPersistence implements HostServices.Persistence, AutoCloseable {

    private final HostStore store;
    private final SystemDeliveryTime time;
    private final DeliveryQueues queues;

    MemoryPersistence(Path folder, InstantSource clock, MeterRegistry meters) {
      store = new HostStore(StoreSettings.DEFAULT, folder, Map.of());
      time = new SystemDeliveryTime(clock);
      DeliveryQueues.Stores stores =
          new DeliveryQueues.Stores(
              new MemoryDeliveryStore(clock, System::nanoTime),
              () -> {
                throw durable();
              },
              () -> {
                throw durable();
              });
      queues = new DeliveryQueues(DeliverySettings.of("bench", ""), stores, time, meters);
    }

    private static IllegalStateException durable() {
      return new IllegalStateException("nothing here is durable");
    }

    @Override
    public Store store(String connector, ClassLoader loader) {
      return store.of(connector, loader);
    }

    @Override
    public Staged<Deliveries> deliveries(String connector) {
      return queues.stage(connector);
    }

    @Override
    public void release(String connector) {}

    @Override
    public void close() {
      queues.close();
      time.close();
      store.close();
    }
  }
}
