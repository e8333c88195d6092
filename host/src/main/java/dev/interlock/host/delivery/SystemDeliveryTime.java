package dev.interlock.host.delivery;

import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Real time, one timer thread, and a virtual thread for each task that may block. After `close`
/// nothing that was planned runs any more. Thread-safe.
public final class SystemDeliveryTime implements DeliveryTime {

  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor timer;

  public SystemDeliveryTime(InstantSource clock) {
    this.clock = clock;
    timer = new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("delivery-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void later(long nanos, Runnable task) {
    try {
      ScheduledFuture<?> _ = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      return; // closed: nothing is sent any more
    }
  }

  @Override
  public void elsewhere(Runnable task) {
    var _ = Thread.ofVirtual().name("delivery").start(task);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
