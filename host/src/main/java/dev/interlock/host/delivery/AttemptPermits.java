package dev.interlock.host.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// How many attempts this host makes at once, over all targets. Whoever finds none is called when
/// one is free again, in the order in which they came, so that targets take turns. Thread-safe,
/// never blocks.
final class AttemptPermits {

  private final Executor executor;
  private final AtomicInteger free;
  private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

  AttemptPermits(int most, Executor executor) {
    this.executor = executor;
    this.free = new AtomicInteger(most);
  }

  /// Somebody who wants permits; waits in line once at most.
  static final class Waiter {
    private final Runnable turn;
    private final AtomicInteger inLine = new AtomicInteger();

    /// @param turn called on another thread when it is worth asking again
    Waiter(Runnable turn) {
      this.turn = turn;
    }
  }

  /// False: `waiter` is called later.
  boolean take(Waiter waiter) {
    return take(waiter, 1) == 1;
  }

  /// Takes at most `wanted`; where there are none `waiter` is called later.
  int take(Waiter waiter, int wanted) {
    int taken = takeNow(wanted);
    if (taken > 0 || wanted == 0) {
      return taken;
    }
    if (waiter.inLine.compareAndSet(0, 1)) {
      waiters.add(waiter);
    }
    // one that was given back before it stood in line would wake nobody
    taken = takeNow(wanted);
    return taken;
  }

  /// Takes one where there is one and nobody waits for it.
  boolean takeNow() {
    return waiters.isEmpty() && takeNow(1) == 1;
  }

  private int takeNow(int wanted) {
    while (true) {
      int there = free.get();
      int taken = Math.min(there, wanted);
      if (taken <= 0) {
        return 0;
      }
      if (free.compareAndSet(there, there - taken)) {
        return taken;
      }
    }
  }

  void give(int number) {
    if (number == 0) {
      return;
    }
    free.addAndGet(number);
    for (int i = 0; i < number; i++) {
      Waiter next = waiters.poll();
      if (next == null) {
        return;
      }
      next.inLine.set(0);
      executor.execute(next.turn);
    }
  }

  int free() {
    return free.get();
  }
}
