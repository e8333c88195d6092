package dev.interlock.host.http;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.host.http.connection.BodyCoding;
import dev.interlock.host.http.connection.PatientConnections;
import io.helidon.common.SerializationConfig;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistryConfig;
import io.helidon.service.registry.ServiceRegistryManager;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/// Sets up the server below the routes: its socket, its limits, and one handler for everything.
/// Nothing is discovered on the class path, for the sake of the start's time.
final class HttpServer {

  static {
    // Helidon's own registry of services reads the whole class path, for services that nothing here
    // uses.
    GlobalServiceRegistry.registry(
        ServiceRegistryManager.create(
                ServiceRegistryConfig.builder()
                    .discoverServices(false)
                    .discoverServicesFromServiceLoader(false)
                    .build())
            .registry());
  }

  private HttpServer() {}

  /// @throws InterlockException where the address can't be listened on
  static WebServer start(Binding binding, HttpLimits limits, StallGuard stalls, Handler handler) {
    requireFree(binding);
    WebServer server =
        builder(binding, limits, stalls).routing(routing -> routing.any(handler)).build().start();
    if (!server.isRunning()) {
      throw busy(binding, new IOException("taken between two looks"));
    }
    return server;
  }

  /// Loads what every start needs, whatever the settings: Helidon searches the class path for it.
  static void prepare() {
    SerializationConfig.configureRuntime();
    var _ =
        builder(HttpSettings.DEFAULT.binding(), HttpLimits.DEFAULT, new StallGuard())
            .routing(routing -> {})
            .buildPrototype();
  }

  private static WebServerConfig.Builder builder(
      Binding binding, HttpLimits limits, StallGuard stalls) {
    WebServerConfig.Builder builder =
        WebServer.builder()
            .bindAddress(address(binding))
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ofMillis(500))
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .concurrencyLimitDiscoverServices(false)
            .addConnectionSelector(connections(limits, stalls))
            .mediaContext(MediaContext.builder().mediaSupportsDiscoverServices(false).build())
            .contentEncoding(
                ContentEncodingContext.builder()
                    .contentEncodingsDiscoverServices(false)
                    .addContentEncoding(new BodyCoding())
                    .build())
            .maxPayloadSize(binding.maxBody().bytes())
            .maxTcpConnections(limits.connections())
            .idleConnectionTimeout(limits.idle())
            .idleConnectionPeriod(limits.idle().dividedBy(4))
            // The handlers need the message to know what happened; it goes no further.
            .errorHandling(ErrorHandling.builder().includeEntity(true).build())
            .directHandlers(directHandlers(stalls));
    TlsSettings tls = binding.tls();
    return tls == null
        ? builder
        : builder.tls(Tls.builder().sslContext(PemIdentity.load(tls)).build());
  }

  private static PatientConnections connections(HttpLimits limits, StallGuard stalls) {
    return new PatientConnections(
        Http1ConnectionSelector.builder().config(http1(limits, stalls)).build(),
        reading -> {
          stalls.begin(limits.linger());
          try {
            reading.run();
          } finally {
            stalls.end();
          }
        });
  }

  private static Http1Config http1(HttpLimits limits, StallGuard stalls) {
    return Http1Config.builder()
        .maxHeadersSize(HttpLimits.MAX_HEADERS_BYTES)
        .maxPrologueLength(HttpLimits.MAX_URI_LENGTH)
        .continueImmediately(false)
        .addReceiveListener(headerDeadline(limits, stalls))
        .build();
  }

  /// Silence before a request is the idle timeout's matter; from the first line on it is this
  /// one's.
  private static Http1ConnectionListener headerDeadline(HttpLimits limits, StallGuard stalls) {
    return new Http1ConnectionListener() {
      @Override
      public void prologue(ConnectionContext context, HttpPrologue prologue) {
        stalls.begin(limits.headers());
      }

      @Override
      public void headers(ConnectionContext context, Headers headers) {
        stalls.end();
      }
    };
  }

  private static DirectHandlers directHandlers(StallGuard stalls) {
    DirectHandlers.Builder builder = DirectHandlers.builder();
    TransportProblems problems = new TransportProblems(stalls);
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      builder.addHandler(type, problems);
    }
    return builder.build();
  }

  private static InetSocketAddress address(Binding binding) {
    return new InetSocketAddress(binding.host(), binding.port());
  }

  /// Looked at first, as the server would log a stack trace and go on.
  private static void requireFree(Binding binding) {
    InetSocketAddress address = address(binding);
    if (address.isUnresolved()) {
      throw new InterlockException(
          ErrorCategory.USER,
          "\"" + binding.host() + "\" is no address of this machine: no such name");
    }
    try (ServerSocketChannel probe = ServerSocketChannel.open()) {
      probe.bind(address);
    } catch (IOException e) {
      throw busy(binding, e);
    }
  }

  private static InterlockException busy(Binding binding, IOException cause) {
    String where = binding.host().contains(":") ? "[" + binding.host() + "]" : binding.host();
    return new InterlockException(
        ErrorCategory.USER,
        "can't listen on %s:%d: %s; %s"
            .formatted(where, binding.port(), cause.getMessage(), binding.remedy()),
        cause);
  }
}
