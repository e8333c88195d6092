package dev.interlock.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until it is moved. Thread-safe.
public final class ManualClock implements InstantSource {

  private final AtomicReference<Instant> now;

  /// Starts at 2026-11-22T23:00:00Z.
  public ManualClock() {
    this(Instant.parse("2026-11-22T23:00:00Z"));
  }

  public ManualClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Moves it on, or back where `by` is negative, and gives the new time.
  public Instant advance(Duration by) {
    return now.updateAndGet(instant -> instant.plus(by));
  }

  public void set(Instant instant) {
    now.set(instant);
  }

  @Override
  public String toString() {
    return now.toString();
  }
}
