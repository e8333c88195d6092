package dev.interlock.host;

import dev.interlock.api.embed.MovableClock;
import dev.interlock.api.store.StoreException;
import dev.interlock.host.delivery.DeliveryArchive;
import dev.interlock.host.delivery.DeliveryStore;
import dev.interlock.host.delivery.store.SqlDeliveryStore;
import dev.interlock.host.delivery.store.SteadyClock;
import dev.interlock.host.store.HostStore;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The deliveries of the store, opened with it when they are first asked for. Thread-safe; `close`
/// is idempotent, and nothing is opened after it.
final class DurableDeliveries implements AutoCloseable {

  private final HostStore host;
  private final InstantSource clock;

  /// Guarded by `this`.
  private @Nullable SqlDeliveryStore opened;

  /// Guarded by `this`.
  private boolean closed;

  DurableDeliveries(HostStore host, InstantSource clock) {
    this.host = host;
    this.clock = clock instanceof MovableClock ? clock : new SteadyClock(clock, System::nanoTime);
  }

  private synchronized SqlDeliveryStore opened() {
    SqlDeliveryStore known = opened;
    if (known == null) {
      if (closed) {
        throw new StoreException("the host has stopped", null);
      }
      known = SqlDeliveryStore.over(host, clock);
      opened = known;
    }
    return known;
  }

  DeliveryStore store() {
    return opened();
  }

  DeliveryArchive archive() {
    return opened().archive();
  }

  /// Hears nothing of other hosts any more. The store itself stays open.
  @Override
  public synchronized void close() {
    closed = true;
    if (opened != null) {
      opened.close();
    }
  }
}
