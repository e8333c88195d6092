package dev.interlock.webhooks.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The wall clock that attempts bear, the ticks that delays are counted in, and the timer that
/// wakes. Thread-safe.
public final class Time implements AutoCloseable {

  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor timer;

  public Time(InstantSource clock) {
    this.clock = clock;
    this.timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("webhooks-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  Instant instant() {
    return clock.instant();
  }

  /// Monotonic: a clock that is set back delays nothing.
  long nanos() {
    return System.nanoTime();
  }

  /// Runs `task` soon after so many nanoseconds, unless closed.
  void later(long nanos, Runnable task) {
    try {
      ScheduledFuture<?> _ = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      return; // closed: nothing is sent any more
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
