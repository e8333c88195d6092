package dev.interlock.webhooks.observation;

import dev.interlock.webhooks.configuration.FailureCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/// The meters of one webhook; all bear the tag `webhook`.
///
/// | Prometheus name | tags | counts |
/// |---|---|---|
/// | `interlock_webhook_deliveries_total` | `result`: delivered, failed, parked, held, expired, cancelled, abandoned | deliveries that ended |
/// | `interlock_webhook_attempts_total` | `result`: ok, or the cause of the failure | attempts |
/// | `interlock_webhook_verdicts_total` | `result`: proceed, cancel, replace, fail, refused | answers of before webhooks |
/// | `interlock_webhook_filtered_total` | `result`: left_out (by `when`), condition_error, key_error | events that `when` left out, and expressions that could not be evaluated |
/// | `interlock_webhook_dropped_total` | | deliveries that a full queue dropped |
/// | `interlock_webhook_queue_depth` | | deliveries in memory that have not ended; of durable ones the host's `interlock_delivery_waiting` tells |
/// | `interlock_webhook_duration_seconds` | | how long attempts took |
public final class WebhookMeters {

  private final MeterRegistry registry;
  private final String webhook;
  private final Counter ok;
  private final Map<FailureCause, Counter> failures = new EnumMap<>(FailureCause.class);
  private final Map<Ending, Counter> endings = new EnumMap<>(Ending.class);
  private final Map<Verdict, Counter> verdicts = new EnumMap<>(Verdict.class);
  private final Map<Filtered, Counter> filtered = new EnumMap<>(Filtered.class);
  private final Counter dropped;
  private final Timer duration;

  /// How a delivery ended.
  public enum Ending {
    DELIVERED,
    FAILED,
    PARKED,
    HELD,
    EXPIRED,
    CANCELLED,
    ABANDONED
  }

  /// What an expression of the file led to.
  public enum Filtered {
    LEFT_OUT,
    CONDITION_ERROR,
    KEY_ERROR
  }

  /// What a before webhook came to.
  public enum Verdict {
    PROCEED,
    CANCEL,
    REPLACE,
    FAIL,
    REFUSED
  }

  public WebhookMeters(MeterRegistry registry, String webhook) {
    this.registry = registry;
    this.webhook = webhook;
    this.ok = counter("attempts", "ok");
    for (FailureCause cause : FailureCause.values()) {
      failures.put(cause, counter("attempts", cause.toString()));
    }
    for (Ending ending : Ending.values()) {
      endings.put(ending, counter("deliveries", lower(ending)));
    }
    for (Verdict verdict : Verdict.values()) {
      verdicts.put(verdict, counter("verdicts", lower(verdict)));
    }
    for (Filtered reason : Filtered.values()) {
      filtered.put(reason, counter("filtered", lower(reason)));
    }
    this.dropped =
        Counter.builder("interlock.webhook.dropped").tag("webhook", webhook).register(registry);
    this.duration =
        Timer.builder("interlock.webhook.duration").tag("webhook", webhook).register(registry);
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(java.util.Locale.ROOT);
  }

  private Counter counter(String name, String result) {
    return Counter.builder("interlock.webhook." + name)
        .tag("webhook", webhook)
        .tag("result", result)
        .register(registry);
  }

  public void queueDepth(Supplier<Number> depth) {
    Gauge.builder("interlock.webhook.queue.depth", depth)
        .tag("webhook", webhook)
        .register(registry);
  }

  public void answered(Duration took) {
    ok.increment();
    duration.record(took);
  }

  public void failed(FailureCause cause, Duration took) {
    count(failures, cause);
    duration.record(took);
  }

  public void ended(Ending ending) {
    count(endings, ending);
  }

  public void decided(Verdict verdict) {
    count(verdicts, verdict);
  }

  public void filtered(Filtered reason) {
    count(filtered, reason);
  }

  public void dropped() {
    dropped.increment();
  }

  private static <K extends Enum<K>> void count(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter != null) {
      counter.increment();
    }
  }
}
