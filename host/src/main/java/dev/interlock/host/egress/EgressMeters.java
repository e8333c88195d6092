package dev.interlock.host.egress;

import dev.interlock.api.egress.EgressException.Cause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Counts exchanges by how they ended: `interlock_egress_requests`. Thread-safe.
final class EgressMeters {

  private static final String REQUESTS = "interlock.egress.requests";

  private final Counter replies;
  private final Counter cancels;
  private final Map<Cause, Counter> failures = new EnumMap<>(Cause.class);

  EgressMeters(MeterRegistry registry) {
    replies = counter(registry, "reply");
    cancels = counter(registry, "cancelled");
    for (Cause cause : Cause.values()) {
      failures.put(cause, counter(registry, cause.name().toLowerCase(Locale.ROOT)));
    }
  }

  private static Counter counter(MeterRegistry registry, String result) {
    return Counter.builder(REQUESTS)
        .description("Outbound exchanges by how they ended")
        .tag("result", result)
        .register(registry);
  }

  void succeeded() {
    replies.increment();
  }

  void cancelled() {
    cancels.increment();
  }

  void failed(Cause cause) {
    Counter counter = failures.get(cause);
    if (counter != null) {
      counter.increment();
    }
  }
}
