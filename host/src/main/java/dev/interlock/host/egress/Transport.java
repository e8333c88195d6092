package dev.interlock.host.egress;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client with its pool, for one TLS identity. It connects to the address that a route carries
/// and has no resolver of its own, keeps nothing between requests but connections, and follows
/// nothing. Thread-safe.
///
/// At most 1,024 connections to one address and port, 4,096 in all; further requests wait within
/// their limits. An idle connection is closed after 30 seconds.
final class Transport implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

  static final int CONNECTIONS_PER_ROUTE = 1024;
  static final int CONNECTIONS = 4096;
  private static final TimeValue IDLE = TimeValue.ofSeconds(30);

  private final PoolingAsyncClientConnectionManager connections;
  private final CloseableHttpAsyncClient client;
  private final AtomicBoolean closing;

  private Transport(
      PoolingAsyncClientConnectionManager connections,
      CloseableHttpAsyncClient client,
      AtomicBoolean closing) {
    this.connections = connections;
    this.client = client;
    this.closing = closing;
  }

  static Transport start(
      SSLContext tls, int threads, @Nullable URI proxy, ScheduledExecutorService timers) {
    PoolingAsyncClientConnectionManager connections = connections(tls, timers);
    AtomicBoolean closing = new AtomicBoolean();
    HttpAsyncClientBuilder builder =
        HttpAsyncClients.custom()
            .setConnectionManager(connections)
            .setThreadFactory(new DefaultThreadFactory("interlock-egress", true))
            .setIOReactorConfig(reactor(threads))
            .setHttp1Config(
                Http1Config.custom().setMaxHeaderCount(200).setMaxLineLength(32 << 10).build())
            .setH2Config(
                H2Config.custom().setPushEnabled(false).setMaxHeaderListSize(64 << 10).build())
            .setIoSessionDecorator(GuardedSession::new)
            .setIoReactorExceptionCallback(cause -> reactorFailed(cause, closing.get()))
            .setRoutePlanner((host, context) -> ((Attempt) context).route())
            .setDefaultRequestConfig(RequestConfig.DEFAULT)
            .setUserAgent("interlock")
            .disableAuthCaching()
            .disableAutomaticRetries()
            .disableConnectionState()
            .disableContentCompression()
            .disableCookieManagement()
            .disableRedirectHandling()
            .disableRequestPriority()
            .evictExpiredConnections()
            .evictIdleConnections(IDLE)
            .addExecInterceptorFirst(
                "begin",
                (request, body, scope, chain, callback) -> {
                  ((Attempt) scope.clientContext).runsWith(scope.execRuntime);
                  chain.proceed(request, body, scope, callback);
                })
            .addExecInterceptorLast(
                "connected",
                (request, body, scope, chain, callback) -> {
                  Attempt attempt = (Attempt) scope.clientContext;
                  attempt.markConnected();
                  if (attempt.abandoned()) {
                    callback.failed(new CancellationException("given up before it was sent"));
                  } else {
                    chain.proceed(request, body, scope, callback);
                  }
                });
    if (proxy != null && proxy.getUserInfo() != null) {
      builder.setDefaultCredentialsProvider(credentials(proxy, proxy.getUserInfo()));
    }
    CloseableHttpAsyncClient client = builder.build();
    client.start();
    return new Transport(connections, client, closing);
  }

  /// Closing at once lets a reactor wake up to a closed selector, or find its connections changed
  /// while it goes through them: that is no failure.
  private static void reactorFailed(Exception cause, boolean closing) {
    if (closing) {
      LOG.debug("an IO thread ends", cause);
    } else {
      LOG.error("an IO thread failed", cause);
    }
  }

  private static PoolingAsyncClientConnectionManager connections(
      SSLContext tls, ScheduledExecutorService timers) {
    return PoolingAsyncClientConnectionManagerBuilder.create()
        .setTlsStrategy(
            new BoundedHandshake(
                ClientTlsStrategyBuilder.create()
                    .setSslContext(tls)
                    .setTlsVersions(TLS.V_1_2, TLS.V_1_3)
                    .setHostVerificationPolicy(HostnameVerificationPolicy.BOTH)
                    .buildAsync(),
                timers))
        .setDnsResolver(new Refusing())
        .setMaxConnPerRoute(CONNECTIONS_PER_ROUTE)
        .setMaxConnTotal(CONNECTIONS)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom().setValidateAfterInactivity(TimeValue.ofSeconds(1)).build())
        .build();
  }

  private static IOReactorConfig reactor(int threads) {
    return IOReactorConfig.custom()
        .setIoThreadCount(threads)
        .setTcpNoDelay(true)
        .setSoKeepAlive(true)
        .setSelectInterval(TimeValue.ofMilliseconds(100))
        .build();
  }

  private static BasicCredentialsProvider credentials(URI proxy, String userInfo) {
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    BasicCredentialsProvider provider = new BasicCredentialsProvider();
    provider.setCredentials(
        new AuthScope(proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort()),
        new UsernamePasswordCredentials(user, password.toCharArray()));
    return provider;
  }

  /// What a request asks of the client: how long a connection may take, and whether the proxy may
  /// ask who we are.
  @SuppressWarnings(
      "deprecation") // The one way to give a connect timeout by request rather than by route.
  static RequestConfig config(java.time.Duration connect, boolean proxyCredentials) {
    Timeout limit = Timeout.ofMilliseconds(Math.max(1, connect.toMillis()));
    return RequestConfig.custom()
        .setConnectTimeout(limit)
        .setRedirectsEnabled(false)
        .setExpectContinueEnabled(false)
        .setAuthenticationEnabled(proxyCredentials)
        .setContentCompressionEnabled(false)
        .setProtocolUpgradeEnabled(false)
        .build();
  }

  void send(Attempt attempt, AsyncRequestProducer request) {
    ReplyCollector collector = new ReplyCollector(attempt);
    attempt.sentBy(
        client.execute(
            attempt.route().getTargetHost(), request, collector, null, attempt, collector));
  }

  int connectionsInUse() {
    return connections.getTotalStats().getLeased();
  }

  /// Closes every connection at once; exchanges on them fail.
  @Override
  public void close() {
    closing.set(true);
    client.close(CloseMode.IMMEDIATE);
    connections.close(CloseMode.IMMEDIATE);
  }

  /// Whatever comes here was never checked.
  private static final class Refusing implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      throw new UnknownHostException(host + ": only the guard resolves");
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      throw new UnknownHostException(host + ": only the guard resolves");
    }
  }
}
