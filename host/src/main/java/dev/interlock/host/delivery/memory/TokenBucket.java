package dev.interlock.host.delivery.memory;

/// Permits of a rate: holds one second's worth, at least one, full at first. Thread-safe.
final class TokenBucket {

  // Guarded by this.
  private double tokens;
  private long filledAt;
  private boolean used;

  synchronized int take(double perSecond, int wanted, long now) {
    double most = Math.max(1, perSecond);
    tokens = used ? Math.min(most, tokens + (now - filledAt) / 1e9 * perSecond) : most;
    used = true;
    filledAt = now;
    // so that a rate's rounding never costs a permit
    int taken = Math.max(0, Math.min(wanted, (int) (tokens + 1e-9)));
    tokens -= taken;
    return taken;
  }
}
