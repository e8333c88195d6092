package dev.interlock.host.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/// Time that a test moves: tasks for other threads run on the test's, in the order in which they
/// came, before `run` and `advance` return. For one thread.
public final class StepTime implements DeliveryTime {

  private static final Instant START = Instant.parse("2026-11-22T23:00:00Z");

  private record Timer(long at, long order, Runnable task) {}

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::order));
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private long now = 1_000_000_000L;
  private long order;

  @Override
  public InstantSource clock() {
    return () -> START.plusNanos(now);
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void later(long nanos, Runnable task) {
    timers.add(new Timer(now + Math.max(0, nanos), order++, task));
  }

  @Override
  public void elsewhere(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void close() {
    timers.clear();
  }

  /// Does what is to be done now.
  public void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /// Moves time, from one timer to the next.
  public void advance(Duration by) {
    long end = now + by.toNanos();
    run();
    while (!timers.isEmpty() && timers.peek().at() <= end) {
      Timer next = timers.poll();
      now = Math.max(now, next.at());
      next.task().run();
      run();
    }
    now = end;
    run();
  }

  /// How many timers are set.
  public int timers() {
    return timers.size();
  }

  List<Runnable> waiting() {
    return new ArrayList<>(tasks);
  }
}
