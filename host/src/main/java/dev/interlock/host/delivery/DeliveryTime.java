package dev.interlock.host.delivery;

import java.time.InstantSource;

/// Time, and other threads, as the queue needs them: tests move both by hand. Thread-safe.
public interface DeliveryTime {

  /// Wall-clock time.
  InstantSource clock();

  /// Monotonic: a clock that is set back delays nothing.
  long nanos();

  /// Runs `task` soon after so many nanoseconds. The task is quick or goes elsewhere.
  void later(long nanos, Runnable task);

  /// Runs `task` on another thread, which it may block.
  void elsewhere(Runnable task);
}
