package dev.interlock.tuning.measure;

import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.api.settings.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// When which request of an open loop is due: request k leaves k / rate after the start, whatever
/// the answers do. Times are nanoseconds since the start of the load.
///
/// @param warmup requests due in it are sent but not recorded
/// @param timeout of one request once it has left; also how long late ones may still leave after
///   the end
record LoadPlan(
    double perSecond, int concurrency, Duration warmup, Duration duration, Duration timeout) {

  private static final double SECOND = 1e9;

  /// The most requests of one measure.
  private static final double MOST_REQUESTS = 100e6;

  /// The file's load, with what `control` overrides.
  static LoadPlan of(MeasureSettings settings, Control control) {
    Load load = control.load();
    Duration duration = control.duration();
    Integer concurrency = load.concurrency();
    return new LoadPlan(
        load.rate() == null ? settings.rate().perSecond() : Rate.parse(load.rate()).perSecond(),
        concurrency == null ? settings.concurrency() : concurrency,
        control.warmup(),
        duration == null ? settings.duration() : duration,
        settings.timeout());
  }

  /// What of `control` can't be done.
  static List<Violation> violations(MeasureSettings settings, Control control) {
    List<Violation> found = new ArrayList<>(control.violations());
    if (!found.isEmpty()) {
      return found;
    }
    try {
      LoadPlan plan = of(settings, control);
      if (plan.perSecond > MeasureSettings.FASTEST) {
        found.add(
            new Violation(
                "control.load.rate",
                "found " + control.load().rate() + ", expected at most 20000/s"));
      } else if (plan.warmupRequests() + plan.recordedRequests() > MOST_REQUESTS) {
        found.add(
            new Violation(
                "control.duration", "would send more than 100,000,000 requests at this rate"));
      }
    } catch (IllegalArgumentException noRate) {
      found.add(
          new Violation(
              "control.load.rate", "found " + control.load().rate() + "; " + noRate.getMessage()));
    }
    return found;
  }

  long dueAt(long index) {
    return (long) Math.ceil(index * SECOND / perSecond);
  }

  long totalRequests() {
    return dueBefore(recordUntil());
  }

  long warmupRequests() {
    return dueBefore(warmup.toNanos());
  }

  long recordedRequests() {
    return totalRequests() - warmupRequests();
  }

  long recordUntil() {
    return warmup.toNanos() + duration.toNanos();
  }

  /// How many are due before `nanos`.
  long dueBefore(long nanos) {
    return nanos <= 0 ? 0 : Math.max(1, (long) Math.ceil(nanos * perSecond / SECOND - 1e-6));
  }
}
