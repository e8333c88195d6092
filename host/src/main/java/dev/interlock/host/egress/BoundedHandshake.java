package dev.interlock.host.egress;

import java.net.SocketAddress;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.ModalCloseable;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Ends a handshake at its limit however busy the other side keeps it: the timeout beneath counts
/// from the last byte.
final class BoundedHandshake implements TlsStrategy {

  private static final Timeout WITHOUT_LIMIT = Timeout.ofSeconds(10);

  private final TlsStrategy strategy;
  private final ScheduledExecutorService timers;

  BoundedHandshake(TlsStrategy strategy, ScheduledExecutorService timers) {
    this.strategy = strategy;
    this.timers = timers;
  }

  @Override
  public void upgrade(
      TransportSecurityLayer layer,
      NamedEndpoint endpoint,
      @Nullable Object attachment,
      @Nullable Timeout limit,
      @Nullable FutureCallback<TransportSecurityLayer> callback) {
    Timeout bound = limit == null || limit.isDisabled() ? WITHOUT_LIMIT : limit;
    ScheduledFuture<?> timer =
        timers.schedule(() -> close(layer), bound.toMilliseconds(), TimeUnit.MILLISECONDS);
    strategy.upgrade(layer, endpoint, attachment, bound, new Stopping(timer, callback));
  }

  private static void close(TransportSecurityLayer layer) {
    if (layer instanceof ModalCloseable closeable) {
      closeable.close(CloseMode.IMMEDIATE);
    }
  }

  @Override
  @Deprecated
  public boolean upgrade(
      TransportSecurityLayer layer,
      HttpHost host,
      SocketAddress local,
      SocketAddress remote,
      Object attachment,
      Timeout limit) {
    upgrade(layer, host, attachment, limit, null);
    return true;
  }

  private record Stopping(
      ScheduledFuture<?> timer, @Nullable FutureCallback<TransportSecurityLayer> callback)
      implements FutureCallback<TransportSecurityLayer> {

    @Override
    public void completed(TransportSecurityLayer layer) {
      timer.cancel(false);
      if (callback != null) {
        callback.completed(layer);
      }
    }

    @Override
    public void failed(Exception cause) {
      timer.cancel(false);
      if (callback != null) {
        callback.failed(cause);
      }
    }

    @Override
    public void cancelled() {
      timer.cancel(false);
      if (callback != null) {
        callback.cancelled();
      }
    }
  }
}
