package dev.interlock.host.delivery;

/// One timer for many: rings at the soonest of the times that it was given, within its horizon.
/// What lies beyond is left to whoever looks regularly. Thread-safe, never blocks.
final class SoonestTimer {

  private final DeliveryTime time;
  private final long horizon;
  private final Runnable ring;

  // Guarded by this.
  private long at;
  private boolean planned;

  /// @param horizon in nanoseconds
  SoonestTimer(DeliveryTime time, long horizon, Runnable ring) {
    this.time = time;
    this.horizon = horizon;
    this.ring = ring;
  }

  void at(long wanted, long now) {
    synchronized (this) {
      if (wanted - now > horizon || (planned && wanted - at >= 0)) {
        return;
      }
      planned = true;
      at = wanted;
    }
    time.later(Math.max(0, wanted - now), this::ring);
  }

  private void ring() {
    synchronized (this) {
      planned = false;
    }
    ring.run();
  }
}
