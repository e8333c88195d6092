package dev.interlock.testkit;

import dev.interlock.api.Registration;
import dev.interlock.api.embed.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until it is moved. A `TestHost` that is given it delivers by it: what
/// a move makes due goes out at once, what was due first goes first, over real sockets. A move is a
/// jump: a retry that was due in the middle of it goes out at its end, once. So a test that steps
/// through a schedule waits until an attempt is recorded, and moves the clock to when the next one
/// is due.
///
/// An attempt that is under way while the clock is moved past its limit has taken that long, and is
/// aborted. On PostgreSQL leases, due times and expiry go by the database's clock, which no test
/// moves: there the queue only looks again after a move, and finds due what the database says is.
/// Thread-safe.
public final class ManualClock implements MovableClock {

  private final AtomicReference<Instant> now;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /// Starts at 2026-11-22T23:00:00Z.
  public ManualClock() {
    this(Instant.parse("2026-11-22T23:00:00Z"));
  }

  public ManualClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Moves it on, or back where `by` is negative, and gives the new time.
  public Instant advance(Duration by) {
    Instant moved = now.updateAndGet(instant -> instant.plus(by));
    tell();
    return moved;
  }

  public void set(Instant instant) {
    now.set(instant);
    tell();
  }

  private void tell() {
    listeners.forEach(Runnable::run);
  }

  @Override
  @SuppressWarnings("UnnecessaryMethodReference") // the object's identity is what is needed
  public Registration onMove(Runnable listener) {
    Runnable own = listener::run; // one registration each, whoever they are
    listeners.add(own);
    return () -> listeners.remove(own);
  }

  @Override
  public String toString() {
    return now.toString();
  }
}
