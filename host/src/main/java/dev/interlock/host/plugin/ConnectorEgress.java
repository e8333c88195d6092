package dev.interlock.host.plugin;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// The host's egress as one connector has it: shut when the connector has stopped.
final class ConnectorEgress implements Egress, AutoCloseable {

  private final String connector;
  private final Egress host;
  private volatile boolean closed;

  ConnectorEgress(String connector, Egress host) {
    this.connector = connector;
    this.host = host;
  }

  @Override
  public CompletableFuture<EgressReply> send(EgressRequest request) {
    requireOpen();
    return asHost(() -> host.send(request));
  }

  @Override
  public CompletableFuture<Void> check(EgressRequest request) {
    requireOpen();
    return asHost(() -> host.check(request));
  }

  /// Threads that the egress starts meanwhile would keep the plugin's class loader for as long as
  /// they run.
  private static <T> T asHost(Supplier<T> call) {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(ConnectorEgress.class.getClassLoader());
    try {
      return call.get();
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(connector + " has stopped");
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
