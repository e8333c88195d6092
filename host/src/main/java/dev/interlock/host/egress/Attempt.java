package dev.interlock.host.egress;

import dev.interlock.api.egress.EgressReply;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.jspecify.annotations.Nullable;

/// One try of an exchange to reach one checked address: the context that the client carries along.
/// Thread-safe.
final class Attempt extends HttpClientContext {

  private final Exchange exchange;
  private final HttpRoute route;
  private final long startedNanos = System.nanoTime();
  private volatile @Nullable AsyncExecRuntime runtime;
  private volatile @Nullable Future<?> sending;
  private volatile @Nullable EgressReply reply;
  private volatile boolean connected;
  private volatile boolean abandoned;

  Attempt(Exchange exchange, HttpRoute route) {
    this.exchange = exchange;
    this.route = route;
    setUserToken(
        exchange.request().group()); // a connection keeps to the token of its first request
  }

  Exchange exchange() {
    return exchange;
  }

  HttpRoute route() {
    return route;
  }

  long startedNanos() {
    return startedNanos;
  }

  /// Whether the connection with its tunnel and TLS stands, so that the request may be on the wire.
  boolean connected() {
    return connected;
  }

  /// The reply that was read to its end, though the request may not have been sent to its own.
  @Nullable EgressReply reply() {
    return reply;
  }

  void read(EgressReply value) {
    reply = value;
  }

  boolean abandoned() {
    return abandoned;
  }

  void runsWith(AsyncExecRuntime value) {
    runtime = value;
    closeIfAbandoned();
  }

  void markConnected() {
    connected = true;
    closeIfAbandoned();
  }

  void sentBy(Future<?> value) {
    sending = value;
    closeIfAbandoned();
  }

  /// Closes the connection, and gives up waiting for one. Idempotent.
  void abort() {
    abandoned = true;
    closeIfAbandoned();
  }

  private void closeIfAbandoned() {
    if (!abandoned) {
      return;
    }
    AsyncExecRuntime endpoint = runtime;
    if (endpoint != null) {
      endpoint.discardEndpoint();
    }
    Future<?> future = sending;
    if (future != null) {
      future.cancel(true);
    }
  }
}
