package dev.interlock.host.delivery.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Wall-clock time that goes on monotonically: a step of the wall clock moves it only when it is
/// told to follow. Thread-safe.
public final class SteadyClock implements InstantSource {

  private final InstantSource wall;
  private final LongSupplier nanos;
  private final long begunAt;
  private volatile Instant begin;

  /// @param nanos as `System.nanoTime`
  public SteadyClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.begunAt = nanos.getAsLong();
    this.begin = wall.instant();
  }

  @Override
  public Instant instant() {
    return begin.plusNanos(nanos.getAsLong() - begunAt);
  }

  /// By how much the wall clock is ahead; negative where it is behind.
  Duration step() {
    return Duration.between(instant(), wall.instant());
  }

  /// What its time counts from.
  Instant begin() {
    return begin;
  }

  void begin(Instant moved) {
    begin = moved;
  }
}
