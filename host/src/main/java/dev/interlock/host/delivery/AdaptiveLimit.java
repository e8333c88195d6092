package dev.interlock.host.delivery;

/// How many attempts go to one target at once: as many as it is allowed to have while it answers
/// about as fast as it ever does, fewer while it is slower than that, at least one.
///
/// Its own best latency of the last five to ten minutes is the measure, so a target that is always
/// slow keeps all of its concurrency. While latency is more than twice the best, and more than 50
/// ms above it, the limit shrinks by a tenth once per latency; a timeout or a refusal for overload
/// halves it; each answer in time lets it grow again, by one per limit of answers. Thread-safe.
final class AdaptiveLimit {

  private static final long TOLERATED = 50_000_000L;
  private static final long WINDOW = 300_000_000_000L;

  /// Of a latency, in the moving average.
  private static final double WEIGHT = 0.2;

  // Guarded by this.
  private int most;
  private double limit;
  private double latency;
  private long best = Long.MAX_VALUE;
  private long bestBefore = Long.MAX_VALUE;
  private long windowEnds;
  private long shrinkAgainAt;
  private boolean measured;

  private volatile int current;

  AdaptiveLimit(int most) {
    this.most = most;
    this.limit = most;
    this.current = most;
  }

  int current() {
    return current;
  }

  /// The usual time of an answer; zero before the first.
  synchronized long latency() {
    return (long) latency;
  }

  /// Another most: the limit begins there.
  synchronized void most(int changed) {
    if (changed != most) {
      most = changed;
      set(changed);
    }
  }

  /// An answer came.
  ///
  /// @param inFlight attempts under way with it
  synchronized void answered(long now, long took, int inFlight) {
    note(now, took);
    long measure = Math.min(best, bestBefore);
    boolean slow = latency > 2.0 * measure && latency > (double) measure + TOLERATED;
    if (!slow) {
      set(limit + 1 / limit);
    } else if (inFlight >= limit / 2) {
      shrink(now, 0.9);
    }
  }

  private void note(long now, long took) {
    if (!measured) {
      measured = true;
      windowEnds = now + WINDOW;
      shrinkAgainAt = now;
      latency = took;
    }
    if (now - windowEnds >= 0) {
      bestBefore = best;
      best = Long.MAX_VALUE;
      windowEnds = now + WINDOW;
    }
    best = Math.min(best, Math.max(1, took));
    latency += WEIGHT * (took - latency);
  }

  private void shrink(long now, double factor) {
    if (now - shrinkAgainAt >= 0) {
      set(limit * factor);
      shrinkAgainAt = now + (long) latency;
    }
  }

  /// It took too long, or said that it has too much to do.
  synchronized void overloaded(long now) {
    if (!measured) {
      shrinkAgainAt = now;
      measured = true;
      windowEnds = now + WINDOW;
    }
    shrink(now, 0.5);
  }

  private void set(double changed) {
    limit = Math.clamp(changed, 1, (double) most);
    current = (int) limit;
  }
}
