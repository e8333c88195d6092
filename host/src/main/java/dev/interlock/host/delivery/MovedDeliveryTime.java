package dev.interlock.host.delivery;

import dev.interlock.api.Registration;
import dev.interlock.api.embed.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Time of a clock that is moved by hand: its ticker goes on as real time does, and by as much more
/// as the clock is moved on, so a move rings the timers that it makes due, the earliest first. What
/// has no clock of its own to go by (memory) is due by this ticker; SQLite by the clock itself; in
/// PostgreSQL the database's clock decides what is due, so that there a move only has it looked at
/// sooner. A clock that is set back delays nothing. Thread-safe.
final class MovedDeliveryTime implements DeliveryTime {

  /// No ticker bears more.
  private static final Duration FARTHEST = Duration.ofDays(36_500);

  private final MovableClock clock;
  private final SystemDeliveryTime real;
  private final Registration listening;

  // All guarded by this.
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::order));
  private Instant seen;
  private long moved;
  private long order;

  /// @param at by this ticker
  private record Timer(long at, long order, Runnable task) {}

  MovedDeliveryTime(MovableClock clock) {
    this.clock = clock;
    this.real = new SystemDeliveryTime(clock);
    this.seen = clock.instant();
    this.listening = clock.onMove(this::ring);
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public synchronized long nanos() {
    follow();
    return System.nanoTime() + moved;
  }

  private void follow() {
    Instant now = clock.instant();
    if (now.isAfter(seen)) {
      Duration by = Duration.between(seen, now);
      moved += (by.compareTo(FARTHEST) < 0 ? by : FARTHEST).toNanos();
    }
    seen = now;
  }

  @Override
  public void later(long nanos, Runnable task) {
    synchronized (this) {
      timers.add(new Timer(nanos() + Math.max(0, nanos), order++, task));
    }
    real.later(nanos, this::ring);
  }

  /// Not under the lock: tasks set timers.
  private void ring() {
    due().forEach(timer -> timer.task().run());
  }

  private synchronized List<Timer> due() {
    long now = nanos();
    List<Timer> due = new ArrayList<>();
    while (!timers.isEmpty() && timers.peek().at() <= now) {
      due.add(timers.poll());
    }
    return due;
  }

  @Override
  public void elsewhere(Runnable task) {
    real.elsewhere(task);
  }

  @Override
  public void close() {
    listening.close();
    real.close();
    synchronized (this) {
      timers.clear();
    }
  }
}
