package dev.interlock.host.egress;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressException.Cause;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.RouteInfo.LayerType;
import org.apache.hc.client5.http.RouteInfo.TunnelType;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/// The door to the outside network: each request's URL is read strictly, each address of its name
/// is checked against this request's policy, and its connection comes from a pool keyed by the
/// checked address, the TLS identity and the proxy. So a connection that one policy allowed serves
/// another request only where that one's policy allows the address too.
///
/// Thread-safe. `send` never waits; only the first request of a TLS identity waits for its files. A
/// future completes on an IO thread: what is chained to it without an executor must not block.
/// After `close` every request fails.
public final class EgressClient implements Egress, AutoCloseable {

  private static final int REMEMBERED_LIMITS = 256;
  private static final String CLOSED = "egress is closed";

  private final EgressSettings settings;
  private final AddressGuard guard;
  private final UrlGuard urls = new UrlGuard();
  private final Names names;
  private final ScheduledThreadPoolExecutor timers;
  private final Transports transports;
  private final EgressMeters meters;
  private final Map<Duration, RequestConfig> configs = new ConcurrentHashMap<>();

  /// @param clock says how old an answer of the resolver is
  public EgressClient(EgressSettings settings, InstantSource clock, MeterRegistry registry) {
    this(settings, clock, registry, NameResolver.PLATFORM);
  }

  /// @param resolver asked instead of the platform's
  public EgressClient(
      EgressSettings settings, InstantSource clock, MeterRegistry registry, NameResolver resolver) {
    this.settings = settings;
    this.guard = new AddressGuard(settings, new OwnAddresses());
    this.names = new Names(resolver, clock);
    this.timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("interlock-egress-deadlines").daemon().factory());
    timers.setRemoveOnCancelPolicy(true);
    this.transports = new Transports(settings, timers);
    this.meters = new EgressMeters(registry);
  }

  @Override
  public CompletableFuture<EgressReply> send(EgressRequest request) {
    Exchange exchange;
    try {
      exchange = new Exchange(request, urls.target(request.url()), meters, timers);
    } catch (EgressException refused) {
      meters.failed(refused.reason());
      return CompletableFuture.failedFuture(refused);
    }
    try {
      OutboundRequest.check(request);
      exchange.startTimer();
      resolve(exchange);
    } catch (EgressException refused) {
      exchange.fail(refused);
    } catch (RejectedExecutionException closed) {
      exchange.fail(new EgressException(Cause.CONNECT, CLOSED, closed));
    }
    return exchange;
  }

  private void resolve(Exchange exchange) {
    CompletableFuture<List<byte[]>> addresses = addresses(exchange.target());
    if (addresses.isDone()) {
      resolved(exchange, addresses);
    } else {
      var _ = addresses.whenComplete((found, failure) -> resolved(exchange, addresses));
    }
  }

  /// Empty where the proxy resolves.
  private CompletableFuture<List<byte[]>> addresses(Target target) {
    byte[] literal = target.literal();
    if (literal != null) {
      return CompletableFuture.completedFuture(List.of(literal));
    }
    return settings.proxyResolves()
        ? CompletableFuture.completedFuture(List.of())
        : names.addresses(target.host());
  }

  private void resolved(Exchange exchange, CompletableFuture<List<byte[]>> addresses) {
    try {
      List<byte[]> found = addresses.join();
      EgressRequest request = exchange.request();
      boolean privately = guard.check(exchange.target().host(), found, request.addresses());
      Transport transport = transports.of(request.tls());
      URI proxy = settings.proxy();
      if (proxy == null) {
        exchange.start(
            found,
            privately,
            (sent, address) -> send(sent, transport, direct(sent.target(), address)));
      } else {
        throughProxy(exchange, found, privately, transport, proxy);
      }
    } catch (CompletionException failed) {
      exchange.fail(reason(failed));
    } catch (EgressException refused) {
      exchange.fail(refused);
    } catch (RuntimeException broken) {
      exchange.fail(
          new EgressException(
              Cause.CONNECT, exchange.target().label() + ": not sent: " + broken, broken));
    }
  }

  private static EgressException reason(CompletionException failed) {
    return failed.getCause() instanceof EgressException known
        ? known
        : new EgressException(Cause.DNS, "the lookup broke: " + failed.getCause(), failed);
  }

  /// The operator named the proxy: its own address is nobody's to refuse.
  private void throughProxy(
      Exchange exchange, List<byte[]> checked, boolean privately, Transport transport, URI proxy) {
    int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
    Target hop = urls.target(URI.create("http://" + proxy.getHost() + ":" + port));
    byte[] literal = hop.literal();
    CompletableFuture<List<byte[]>> addresses =
        literal != null
            ? CompletableFuture.completedFuture(List.of(literal))
            : names.addresses(hop.host());
    var _ =
        addresses.whenComplete(
            (found, failure) -> {
              if (failure instanceof EgressException known) {
                exchange.fail(
                    new EgressException(Cause.CONNECT, "proxy " + known.getMessage(), known));
              } else {
                HttpHost first =
                    new HttpHost("http", AddressGuard.address(found.get(0)), hop.host(), port);
                exchange.start(
                    checked,
                    privately,
                    (sent, address) ->
                        send(sent, transport, tunnelled(sent.target(), address, first)));
              }
            });
  }

  private static HttpRoute direct(Target target, @Nullable InetAddress address) {
    return new HttpRoute(
        new HttpHost(target.scheme(), address, target.host(), target.port()),
        null,
        target.secure());
  }

  /// The proxy is told the checked address, never the name; certificate and SNI are those of the
  /// name.
  private static HttpRoute tunnelled(Target target, @Nullable InetAddress address, HttpHost proxy) {
    HttpHost named = new HttpHost(target.scheme(), target.host(), target.port());
    HttpHost end =
        address == null
            ? named
            : new HttpHost(target.scheme(), address, address.getHostAddress(), target.port());
    return new HttpRoute(
        end,
        named,
        null,
        new HttpHost[] {proxy},
        target.secure(),
        TunnelType.TUNNELLED,
        target.secure() ? LayerType.LAYERED : LayerType.PLAIN);
  }

  private Attempt send(Exchange exchange, Transport transport, HttpRoute route) {
    Attempt attempt = new Attempt(exchange, route);
    exchange.runs(attempt);
    EgressRequest request = exchange.request();
    transport.send(
        attempt,
        OutboundRequest.of(request, exchange.target(), config(request.limits().connect())));
    return attempt;
  }

  private RequestConfig config(Duration connect) {
    RequestConfig known = configs.get(connect);
    if (known != null) {
      return known;
    }
    if (configs.size() >= REMEMBERED_LIMITS) {
      configs.clear();
    }
    URI proxy = settings.proxy();
    RequestConfig config = Transport.config(connect, proxy != null && proxy.getUserInfo() != null);
    configs.put(connect, config);
    return config;
  }

  @Override
  public CompletableFuture<Void> check(EgressRequest request) {
    try {
      Target target = urls.target(request.url());
      OutboundRequest.check(request);
      return addresses(target)
          .copy()
          .orTimeout(request.limits().request().toNanos(), TimeUnit.NANOSECONDS)
          .handle((found, failure) -> checked(request, target, found, failure));
    } catch (EgressException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private @Nullable Void checked(
      EgressRequest request,
      Target target,
      @Nullable List<byte[]> found,
      @Nullable Throwable failure) {
    if (failure instanceof EgressException known) {
      throw known;
    }
    if (failure instanceof CompletionException wrapped
        && wrapped.getCause() instanceof EgressException known) {
      throw known;
    }
    if (found == null) {
      throw Failures.timeout(target, request.limits().request(), null);
    }
    guard.check(target.host(), found, request.addresses());
    transports.of(request.tls());
    return null;
  }

  /// Connections that carry an exchange.
  public int connectionsInUse() {
    return transports.connectionsInUse();
  }

  /// Makes ready in the background what the first request would wait for.
  public void prepare() {
    transports.prepare();
  }

  /// Idempotent. Exchanges on the wire fail at once.
  @Override
  public void close() {
    transports.close();
    names.close();
    timers.shutdownNow();
  }
}
