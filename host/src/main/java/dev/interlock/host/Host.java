package dev.interlock.host;

import dev.interlock.api.Event;
import dev.interlock.api.Events;
import dev.interlock.api.HostEvents;
import dev.interlock.api.HostEvents.Checked;
import dev.interlock.api.HostEvents.Finding;
import dev.interlock.api.InterlockException;
import dev.interlock.api.Outcome;
import dev.interlock.api.RefusedException;
import dev.interlock.api.Registration;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.ConnectorIdentity;
import dev.interlock.host.bus.EventBus;
import dev.interlock.host.bus.EventTypes;
import dev.interlock.host.bus.schedule.ScheduleSettings;
import dev.interlock.host.bus.schedule.Schedules;
import dev.interlock.host.bus.schedule.TickClaims;
import dev.interlock.host.cli.Duty;
import dev.interlock.host.cli.Duty.Mode;
import dev.interlock.host.cli.ProductVersion;
import dev.interlock.host.cli.Terminal;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.delivery.DeliveryQueues;
import dev.interlock.host.delivery.DeliverySettings;
import dev.interlock.host.delivery.DeliveryStore;
import dev.interlock.host.delivery.DeliveryTime;
import dev.interlock.host.delivery.memory.MemoryDeliveryStore;
import dev.interlock.host.egress.EgressClient;
import dev.interlock.host.http.HttpApi;
import dev.interlock.host.http.Phase;
import dev.interlock.host.http.Readiness;
import dev.interlock.host.plugin.ConnectorTypes;
import dev.interlock.host.plugin.Connectors;
import dev.interlock.host.plugin.HostServices;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import dev.interlock.host.store.HostStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running assembly: everything wired, started in order, stopped in reverse. `close` is
/// idempotent.
final class Host implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.host");

  private static final Logger ACTIVITY = LoggerFactory.getLogger("interlock.activity.delivery");

  /// What isn't needed by anybody yet leaves the processor to those who are.
  private static final Duration AFTER_START = Duration.ofSeconds(3);

  /// Of this run of this host, among all that share a store.
  private final String id = UUID.randomUUID().toString();

  private final Assembly assembly;
  private final Duty duty;
  private final InstantSource clock;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HostMeters hostMeters = new HostMeters(this, meters);
  private final TypeMapping mapping = new TypeMapping();
  private final EventBus bus;
  private final ConnectorEvents events;
  private final CurrentEgress egress;
  private final HostStore store;
  private final SharedState shared;
  private final StoreStanding standing;
  private final HttpApi http;
  private final DeliveryTime time;
  private final DurableDeliveries durable;
  private final DeliveryQueues queues;
  private final Connectors connectors;
  private final Completeness completeness;
  private final Opening opening;

  private volatile ConnectorTypes types;
  private volatile BoundFile file;
  private volatile @Nullable String reloadProblem;
  private volatile Schedules schedules;
  private volatile Registration abortsOfOthers = () -> {};
  private volatile boolean started;
  private boolean closed;

  private Host(Assembly assembly, BoundFile file, Duty duty, InstantSource clock) {
    this.assembly = assembly;
    this.types = assembly.types();
    this.file = file;
    this.duty = duty;
    this.clock = clock;
    this.bus = new EventBus(file.bus(), clock, meters);
    bus.observe(new Terminal());
    this.events = attachHost();
    this.egress = new CurrentEgress(file.egress(), clock, meters);
    this.store = new HostStore(file.store(), file.document().folder(), System.getenv());
    this.shared = new SharedState(store, clock, id);
    this.standing = new StoreStanding(store);
    this.http =
        new HttpApi(
            file.http(duty.port()),
            new HttpApi.Sources(
                new BusEventApi(bus),
                this::readiness,
                this::scrape,
                shared::outcomes,
                shared::abortElsewhere,
                event -> shared.accept(assembly.types(), event),
                egress),
            clock);
    this.time = DeliveryTime.by(clock);
    this.durable = new DurableDeliveries(store, clock);
    this.queues = openQueues(file);
    HostServices services =
        new HostServices(
            bus,
            egress,
            http::stage,
            new HostPersistence(store, queues),
            meters,
            clock,
            file.document().folder(),
            file.shutdownTimeout());
    this.connectors = new Connectors(services, events);
    this.schedules = new Schedules(List.of(), events, clock, TickClaims.ALONE);
    this.completeness = new Completeness(assembly, connectors);
    this.opening = new Opening(this, time);
  }

  /// Starts everything. On a failure whatever was started is stopped again.
  ///
  /// @throws dev.interlock.api.InterlockException where the file is wrong, the port is busy, or
  ///   binding is refused
  static Host start(Assembly assembly, ConfigDocument document, Duty duty, InstantSource clock) {
    Host host;
    try {
      host = new Host(assembly, assembly.bind(document).orThrow(), duty, clock);
    } catch (RuntimeException failure) {
      assembly.close();
      throw failure;
    }
    try {
      host.open();
    } catch (RuntimeException failure) {
      host.close();
      throw failure;
    }
    return host;
  }

  private void open() {
    assembly
        .rejected()
        .forEach(each -> LOG.error("plugin={} {}", each.jar().getFileName(), each.reason()));
    types.failures().forEach((name, why) -> LOG.error("connector={} {}", name, why));
    file.problems().forEach(problem -> LOG.warn("{}", problem.text()));
    events.on(HostEvents.CHECK, _ -> checked());
    shutGate(Phase.STARTING, RefusedException.Code.STARTING, "the host is starting");
    if (duty.mode() != Mode.WORKER) {
      http.start();
    }
    opening.advance(); // after the port, which a second host in one folder finds taken first
  }

  private Checked checked() {
    List<Finding> findings = new ArrayList<>(standing.checked().findings());
    for (Readiness.Degradation each : completeness.notRunning(file, types)) {
      findings.add(new Finding(each.subject(), false, each.detail(), ""));
    }
    if (standing.isReachable()) {
      FileAgreement.of(queues.hosts()).ifPresent(findings::add);
      queues
          .clockStep()
          .ifPresent(
              step ->
                  findings.add(
                      new Finding("clock", false, step, "keep the server's clock by NTP")));
    }
    queues.problems().forEach((name, why) -> findings.add(new Finding(name, false, why, "")));
    return new Checked(findings);
  }

  /// Opens the store where one is used, and starts every connector that doesn't run.
  ///
  /// @throws dev.interlock.api.store.StoreException where the store can't be reached
  void startConnectors() {
    if (file.document().has("store") || store.exists()) {
      store.open(); // a start that needs no store doesn't wait for one: then its first use opens it
    }
    types = shared.admitted(assembly.types());
    connectors.start(types, file::connector);
  }

  /// Whether a store that can't be reached may come: a server.
  boolean waitsForStore() {
    return store.dialect() == StoreDialect.POSTGRESQL;
  }

  /// What of the assembly doesn't run, and may not be missing.
  List<Readiness.Degradation> missing() {
    return completeness.missing(file, types);
  }

  /// Events from outside are refused from now on.
  void shutGate(Phase phase, RefusedException.Code code, String why) {
    bus.gate().shut(code, why);
    http.phase(phase);
  }

  /// Everything runs: events are taken, schedules begin.
  void openGate() {
    bus.gate().open();
    http.phase(Phase.SERVING);
    started = true;
    publish(HostEvents.STARTUP);
    reschedule(file);
    egress.prepare(); // not before: it takes the processor from the start
    abortsOfOthers = shared.abortForOthers(http::abort);
    time.later(AFTER_START.toNanos(), () -> shared.rememberLater(types));
  }

  /// Takes a changed file over, whole; where it can't, nothing is changed.
  ///
  /// @param changed its top-level keys
  /// @throws dev.interlock.api.InterlockException saying why it can't
  void change(BoundFile after, Set<String> changed) {
    synchronized (opening) {
      Optional<EgressClient> opened =
          changed.contains("egress") ? Optional.of(egress.open(after.egress())) : Optional.empty();
      try {
        if (opening.isPlaced()) {
          connectors.replace(types, after::connector, changed);
        }
      } catch (RuntimeException failure) {
        opened.ifPresent(EgressClient::close);
        throw failure;
      }
      opened.ifPresent(egress::change);
      bus.settings(after.bus());
      file = after;
      reloadProblem = null;
      if (opening.isOpen() && changed.contains("schedules")) {
        reschedule(after);
      }
      opening.settle();
    }
  }

  private DeliveryQueues openQueues(BoundFile file) {
    DeliverySettings all = DeliverySettings.of(id, file.document().hash()).telling(this::told);
    DeliverySettings settings =
        (duty.mode() == Mode.SERVER ? all.accepting() : all)
            .only(duty.work().targets())
            .retrying(policy(duty.work()));
    MemoryDeliveryStore memory = new MemoryDeliveryStore(clock, time::nanos);
    DeliveryQueues.Stores stores =
        new DeliveryQueues.Stores(memory, durable::store, durable::archive);
    return new DeliveryQueues(settings, stores, time, meters);
  }

  /// What other hosts hear of this one.
  private DeliveryStore.HostFile told() {
    return new DeliveryStore.HostFile(id, HostLabel.of(id), file.document().hash());
  }

  /// Null: the targets' own.
  private static @Nullable RetryPolicy policy(Duty.Work work) {
    Integer tries = work.tries();
    Duration delay = work.delay();
    return tries == null || delay == null
        ? null
        : new RetryPolicy(tries, Duration.ofDays(365), new RetryPolicy.Delays(delay, 1, delay, 0));
  }

  private ConnectorEvents attachHost() {
    EventTypes types = new EventTypes(mapping, new EventSchemas(mapping));
    ConnectorIdentity host = new ConnectorIdentity(Assembly.HOST, ProductVersion.current());
    return bus.attach(host, HostEvents.all(), types);
  }

  private void publish(Event<Void, Void> event) {
    try {
      if (events.publish(event) instanceof Outcome.Failed<Void>(_, var errors)) {
        errors.forEach(error -> LOG.warn("event={} {}: {}", event, error.by(), error.message()));
      }
    } catch (InterlockException refused) {
      LOG.warn("event={} {}", event, refused.getMessage());
    }
  }

  /// The host's own meters are made for the first who asks.
  private String scrape() {
    hostMeters.registerOnce();
    return meters.scrape();
  }

  /// What doesn't work as it should.
  Readiness readiness() {
    if (!opening.isOpen() && !opening.isPlaced()) {
      return new Readiness(false, opening.hindrances());
    }
    List<Readiness.Degradation> degraded = new ArrayList<>(completeness.notRunning(file, types));
    degraded.addAll(completeness.foreign());
    queues.problem().ifPresent(why -> degraded.add(new Readiness.Degradation("delivery", why)));
    queues.problems().forEach((name, why) -> degraded.add(new Readiness.Degradation(name, why)));
    String problem = reloadProblem;
    if (problem != null) {
      degraded.add(new Readiness.Degradation("file", problem));
    }
    standing.degradation().ifPresent(degraded::add);
    return new Readiness(opening.isOpen() && standing.isReachable(), degraded);
  }

  /// Ends when the gate has opened.
  CompletableFuture<Void> opened() {
    return opening.opened();
  }

  /// What keeps the gate shut; empty where it is open.
  List<Readiness.Degradation> hindrances() {
    return opening.isOpen() ? List.of() : opening.hindrances();
  }

  BoundFile file() {
    return file;
  }

  void reloadFailed(String problem) {
    reloadProblem = problem;
  }

  boolean reloadIsFailing() {
    return reloadProblem != null;
  }

  private void reschedule(BoundFile changed) {
    schedules.close();
    List<ScheduleSettings> planned = duty.mode() == Mode.WORKER ? List.of() : changed.schedules();
    schedules = new Schedules(planned, events, clock, shared.claims());
  }

  Assembly assembly() {
    return assembly;
  }

  Connectors connectors() {
    return connectors;
  }

  EventBus bus() {
    return bus;
  }

  Events events() {
    return events;
  }

  /// For people; a worker has none.
  String shownApi() {
    return duty.mode() == Mode.WORKER ? "" : http.uri().toString();
  }

  List<String> targets() {
    return queues.targets();
  }

  boolean isDrained() {
    return queues.isDrained();
  }

  URI api() {
    return http.uri();
  }

  @Nullable Integer port() {
    return duty.port();
  }

  /// Stops accepting, lets what runs finish within the shutdown timeout, stops the connectors, the
  /// last started first.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    long end = System.nanoTime() + file.shutdownTimeout().toNanos();
    inTurn(
        opening::close,
        connectors::refuseChanges,
        schedules::close,
        abortsOfOthers::close,
        http::announceStop,
        () -> bus.gate().shut(RefusedException.Code.STOPPING, "the host is stopping"),
        () -> sayShutdown(end),
        () -> awaitDispatches(end),
        () -> stopDelivering(end),
        () -> connectors.close(Duration.ofNanos(Math.max(0, end - System.nanoTime()))),
        queues::close,
        time::close,
        durable::close,
        http::close,
        bus.gate()::close,
        store::close,
        egress::close,
        events::close,
        mapping::close,
        assembly::close,
        meters::close);
  }

  /// One that fails doesn't keep the next from being closed.
  private static void inTurn(Runnable... steps) {
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException failure) {
        LOG.error("a step of the stop failed", failure);
      }
    }
  }

  /// Within the shutdown budget, whatever its handlers do; not at all where `startup` never was.
  private void sayShutdown(long end) {
    if (!started) {
      return;
    }
    Thread saying = Thread.ofVirtual().name("shutdown").start(() -> publish(HostEvents.SHUTDOWN));
    try {
      if (!saying.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
        LOG.warn("event={} its handlers took more than the shutdown timeout", HostEvents.SHUTDOWN);
        saying.interrupt();
      }
    } catch (InterruptedException _) {
      saying.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitDispatches(long end) {
    while (bus.inFlight() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private void stopDelivering(long end) {
    if (started) {
      DeliveryQueues.Load load = queues.load();
      ACTIVITY.info("stopping: {} in flight, {} queued", load.inFlight(), load.queued());
    }
    queues.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }
}
