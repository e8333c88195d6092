package dev.interlock.tuning.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The metrics that there are, and how each is read from a tally.
enum MetricKind {
  THROUGHPUT("rpm", Tally::perMinute),
  ERROR_RATE("percent", tally -> tally.due() == 0 ? 0 : 100.0 * tally.errors() / tally.due()),
  LATENCY_P50("ms", tally -> tally.millisAt(50)),
  LATENCY_P90("ms", tally -> tally.millisAt(90)),
  LATENCY_P95("ms", tally -> tally.millisAt(95)),
  LATENCY_P99("ms", tally -> tally.millisAt(99)),
  LATENCY_MAX("ms", tally -> tally.millisAt(100)),
  REQUESTS("requests", Tally::due);

  private final Metric metric;
  private final ToDoubleFunction<Tally> value;

  MetricKind(String unit, ToDoubleFunction<Tally> value) {
    this.metric = new Metric(name().toLowerCase(Locale.ROOT), unit);
    this.value = value;
  }

  Metric metric() {
    return metric;
  }

  double read(Tally tally) {
    return value.applyAsDouble(tally);
  }

  static Optional<MetricKind> find(String name) {
    return Arrays.stream(values()).filter(kind -> kind.metric.name().equals(name)).findFirst();
  }

  static List<Metric> metrics() {
    return Arrays.stream(values()).map(MetricKind::metric).toList();
  }

  static String names() {
    return metrics().stream().map(Metric::name).collect(Collectors.joining(", "));
  }
}
