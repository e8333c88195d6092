package dev.interlock.bench.durable;

import java.time.Duration;

/// One way to get bodies from here to the sink.
interface Contender extends AutoCloseable {

  /// Hands over `count` bodies, and returns when each has been answered and, where this contender
  /// records anything, recorded.
  void deliver(int count) throws Exception;

  @Override
  void close() throws java.io.IOException;

  /// Delivers for about so long.
  default void deliverFor(Duration duration) throws Exception {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - end < 0) {
      deliver(1_000);
    }
  }

  /// Deliveries a second.
  default double rate(int count) throws Exception {
    long start = System.nanoTime();
    deliver(count);
    return count * 1e9 / (System.nanoTime() - start);
  }
}
