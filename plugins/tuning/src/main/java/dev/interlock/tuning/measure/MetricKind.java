package dev.interlock.tuning.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The metrics that there are, and how each is read from a tally.
enum MetricKind {
  THROUGHPUT("rpm"),
  ERROR_RATE("percent"),
  LATENCY_P50("ms"),
  LATENCY_P90("ms"),
  LATENCY_P95("ms"),
  LATENCY_P99("ms"),
  LATENCY_MAX("ms"),
  REQUESTS("requests");

  private final String unit;

  MetricKind(String unit) {
    this.unit = unit;
  }

  Metric metric() {
    return new Metric(name().toLowerCase(Locale.ROOT), unit);
  }

  double read(Tally tally) {
    return switch (this) {
      case THROUGHPUT -> tally.perMinute();
      case ERROR_RATE -> tally.due() == 0 ? 0 : 100.0 * tally.errors() / tally.due();
      case LATENCY_P50 -> tally.millisAt(50);
      case LATENCY_P90 -> tally.millisAt(90);
      case LATENCY_P95 -> tally.millisAt(95);
      case LATENCY_P99 -> tally.millisAt(99);
      case LATENCY_MAX -> tally.millisAt(100);
      case REQUESTS -> tally.due();
    };
  }

  static Optional<MetricKind> find(String name) {
    return Arrays.stream(values()).filter(kind -> kind.metric().name().equals(name)).findFirst();
  }

  static List<Metric> metrics() {
    return Arrays.stream(values()).map(MetricKind::metric).toList();
  }

  static String names() {
    return metrics().stream().map(Metric::name).collect(Collectors.joining(", "));
  }
}
