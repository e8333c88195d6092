package dev.interlock.host.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Work that is done again after each signal, never twice at the same time: signals that come while
/// it runs make one more round. Thread-safe; `signal` never blocks.
final class Rounds {

  private final Executor executor;
  private final Runnable round;
  private final AtomicInteger signals = new AtomicInteger();

  /// @param round must not throw
  Rounds(Executor executor, Runnable round) {
    this.executor = executor;
    this.round = round;
  }

  void signal() {
    if (signals.getAndIncrement() == 0) {
      executor.execute(this::run);
    }
  }

  /// Whether a round runs or is about to.
  boolean isBusy() {
    return signals.get() > 0;
  }

  private void run() {
    int seen;
    do {
      seen = signals.get();
      round.run();
    } while (signals.addAndGet(-seen) != 0);
  }
}
