package dev.interlock.host.delivery.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the clock of a database server, which decides there what is due, goes on steadily.
/// Thread-safe.
final class ServerTime {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.delivery");
  private static final Duration LEAST = Duration.ofSeconds(2);
  private static final long SLOW = Duration.ofMillis(500).toNanos();

  /// How long a step shows.
  private static final Duration SHOWN = Duration.ofHours(1);

  private final LongSupplier nanos;

  // All guarded by this.
  private @Nullable Instant last;
  private long lastAt;
  private @Nullable Duration step;
  private long stepAt;

  /// @param nanos as `System.nanoTime`
  ServerTime(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// @param server asks the server
  synchronized void observe(Supplier<Instant> server) {
    long asked = nanos.getAsLong();
    Instant now = server.get();
    long at = nanos.getAsLong();
    if (at - asked > SLOW) {
      return; // says too little of when it was
    }
    if (last != null) {
      Duration by = Duration.between(last.plusNanos(at - lastAt), now);
      if (by.abs().compareTo(LEAST) >= 0) {
        step = by;
        stepAt = at;
        LOG.warn("the clock of the database server was set by {}: what is due there moved", by);
      }
    }
    last = now;
    lastAt = at;
  }

  /// What to tell of the last one; empty where there was none within the hour.
  synchronized Optional<String> step() {
    if (step == null || nanos.getAsLong() - stepAt > SHOWN.toNanos()) {
      return Optional.empty();
    }
    return Optional.of(
        "the clock of the database server was set by %s: deliveries come so much %s"
            .formatted(step.abs(), step.isNegative() ? "later" : "sooner"));
  }
}
