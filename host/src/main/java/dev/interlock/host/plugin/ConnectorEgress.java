package dev.interlock.host.plugin;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import java.util.concurrent.CompletableFuture;

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
    return host.send(request);
  }

  @Override
  public CompletableFuture<Void> check(EgressRequest request) {
    requireOpen();
    return host.check(request);
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
