package dev.interlock.host.delivery;

import dev.interlock.api.embed.MovableClock;
import java.time.InstantSource;

/// Time, and other threads, as the queue needs them: tests move both by hand. Thread-safe.
public interface DeliveryTime extends AutoCloseable {

  /// Wall-clock time.
  InstantSource clock();

  /// Monotonic: a clock that is set back delays nothing.
  long nanos();

  /// Runs `task` soon after so many nanoseconds. The task is quick or goes elsewhere.
  void later(long nanos, Runnable task);

  /// Runs `task` on another thread, which it may block.
  void elsewhere(Runnable task);

  /// Nothing that was planned runs any more.
  @Override
  void close();

  /// Real time, or that of a clock that is moved by hand.
  static DeliveryTime by(InstantSource clock) {
    return clock instanceof MovableClock moved
        ? new MovedDeliveryTime(moved)
        : new SystemDeliveryTime(clock);
  }
}
