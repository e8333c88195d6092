package dev.interlock.host.http;

import dev.interlock.api.Json;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.http.RouteStyle;
import dev.interlock.api.http.Routes;
import dev.interlock.host.bus.Staged;
import dev.interlock.host.http.jwt.JwtSettings;
import dev.interlock.host.http.jwt.TokenVerifier;
import dev.interlock.host.store.coordination.PublishedOutcomes;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one HTTP port of the host: its own endpoints and the connectors' routes, behind one set of
/// checks. Routes may be added and removed at any time, before the start as well. Thread-safe.
public final class HttpApi implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

  private final HttpSettings settings;
  private final HttpLimits limits;
  private final @Nullable TokenVerifier tokens;
  private final Callers callers;
  private final RouteTable table = new RouteTable();
  private final Documentation documentation = new Documentation();
  private final StallGuard stalls = new StallGuard();
  private final BodyBudget budget;
  private final DispatchEndpoints dispatches;
  private final SidePorts sidePorts;
  private volatile boolean stopping;
  private volatile Phase phase = Phase.SERVING;

  // Guarded by this.
  private @Nullable OpenPort server;

  /// Where its answers come from.
  ///
  /// @param outcomes of events published under a key; asked for when the first such comes
  /// @param egress fetches the keys of tokens
  public record Sources(
      EventApi events,
      ReadinessSource readiness,
      MetricsSource metrics,
      Supplier<PublishedOutcomes> outcomes,
      RemoteDispatches others,
      SchemaAcceptance schemas,
      Egress egress) {}

  public HttpApi(HttpSettings settings, Sources sources, InstantSource clock) {
    this(settings, HttpLimits.DEFAULT, sources, clock);
  }

  HttpApi(HttpSettings settings, HttpLimits limits, Sources sources, InstantSource clock) {
    this.settings = settings;
    this.limits = limits;
    JwtSettings jwt = settings.jwt();
    this.tokens = jwt == null ? null : new TokenVerifier(jwt, sources.egress(), clock);
    this.callers = new Callers(new KeyRing(settings.apiKeys()), tokens);
    this.budget = BodyBudget.forBodiesOf(settings.maxBody());
    this.sidePorts = new SidePorts(settings.maxBody(), limits, stalls, this::phase, budget);
    DispatchRegistry registry = new DispatchRegistry(DispatchRegistry.CAPACITY, clock);
    ProgressStreams streams = new ProgressStreams(limits.streams(), limits.keepAlive());
    this.dispatches = new DispatchEndpoints(registry, streams, sources.others());
    HostRoutes routes = new HostRoutes(table, settings.maxBody().bytes());
    routes.add(
        new EventEndpoints(
            sources.events(), registry, new IdempotentPublishing(sources.outcomes())));
    routes.add(new SchemaEndpoint(sources.schemas()));
    routes.add(dispatches);
    routes.add(
        new HealthEndpoints(
            withTokens(sources.readiness()), sources.metrics(), () -> stopping, this::phase));
    routes.add(documentation);
  }

  /// Says as well where tokens can't be checked, or soon can't.
  private ReadinessSource withTokens(ReadinessSource others) {
    TokenVerifier verifier = tokens;
    return verifier == null
        ? others
        : () ->
            verifier
                .problem()
                .map(why -> others.readiness().with("http.jwt", "keys can't be fetched: " + why))
                .orElseGet(others::readiness);
  }

  /// For another host: aborts a dispatch that this one runs, and gives its state; empty where it
  /// doesn't know it.
  public Optional<Json> abort(String dispatch) {
    return dispatches.abortHere(dispatch);
  }

  /// Listens. Called once.
  ///
  /// @throws dev.interlock.api.InterlockException where the address can't be listened on; the
  ///   message says what to do
  public synchronized void start() {
    if (server != null || stopping) {
      throw new IllegalStateException("started before");
    }
    stalls.start();
    OpenPort.Door door = new OpenPort.Door(table, callers, RouteStyle.USUAL, this::phase, budget);
    server = OpenPort.open(settings.binding(), door, limits, stalls);
    LOG.debug("listening address={}", uri());
  }

  /// The port that it listens on: the configured one, or the one found for 0.
  public synchronized int port() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.port();
  }

  /// Where the API is, for a caller on this machine.
  public URI uri() {
    return URI.create(
        (settings.tls() == null ? "http://" : "https://")
            + HttpSettings.authority(settings.host(), port()));
  }

  private synchronized boolean isOpen() {
    return server != null;
  }

  /// The routes of one start of a connector.
  public Staged<Routes> stage(String owner) {
    return new ConnectorStage(owner, table, documentation, sidePorts, this::isOpen);
  }

  private Phase phase() {
    return phase;
  }

  /// What its ports show from now on; `SERVING` unless told.
  public void phase(Phase now) {
    phase = now;
  }

  RouteTable table() {
    return table;
  }

  /// `/readyz` says from now on that the host is shutting down; requests are still answered.
  /// Idempotent.
  public void announceStop() {
    stopping = true;
  }

  /// Accepts nothing more, gives running requests half a second, then closes every connection. Let
  /// the bus end its dispatches first: those who wait for them then have their answer. Idempotent.
  @Override
  public synchronized void close() {
    stopping = true;
    sidePorts.close();
    if (server != null) {
      server.close();
    }
    stalls.close();
  }
}
