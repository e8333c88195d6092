package dev.interlock.tuning.measure;

import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What became of the recorded requests of one load.
///
/// @param latencies in microseconds from when each was due: answered, failed and never sent
/// @param answeredInTime answered without error before the end of the recorded time
record Tally(
    Duration duration,
    long due,
    long sent,
    long answeredInTime,
    Map<String, Long> causes,
    Histogram latencies) {

  Tally {
    causes = Map.copyOf(causes);
  }

  long errors() {
    return causes.values().stream().mapToLong(Long::longValue).sum();
  }

  double perMinute() {
    return answeredInTime * 60_000.0 / duration.toMillis();
  }

  double millisAt(double percentile) {
    return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percentile) / 1000.0;
  }
}
