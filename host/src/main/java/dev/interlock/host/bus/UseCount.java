package dev.interlock.host.bus;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/// Counts who uses something that is to go once nobody does. Thread-safe, never blocks.
public final class UseCount {

  private static final long RETIRED = 1L << 62;

  /// How many use it; `RETIRED` more from `retire` on.
  private final AtomicLong state = new AtomicLong();

  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /// Begins a use, unless it is retired. Whoever gets true calls `leave` once.
  public boolean enter() {
    while (true) {
      long now = state.get();
      if (now >= RETIRED) {
        return false;
      }
      if (state.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /// Begins a use that another one causes: retired or not, as long as there is any.
  boolean enterBelow() {
    while (true) {
      long now = state.get();
      if (now == RETIRED) {
        return false;
      }
      if (state.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  public void leave() {
    if (state.decrementAndGet() == RETIRED) {
      ended.complete(null);
    }
  }

  /// No use begins any more but by those under way. Idempotent.
  ///
  /// @return ends when nobody uses it any more
  public CompletableFuture<Void> retire() {
    long before = state.getAndUpdate(now -> now | RETIRED);
    if (before == 0) {
      ended.complete(null);
    }
    return ended;
  }

  /// How many use it now.
  public int current() {
    return (int) (state.get() & ~RETIRED);
  }
}
