package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.host.http.Readiness.Degradation;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Whether the host serves, whether it can do its work, and its meters. Thread-safe.
final class HealthEndpoints {

  private final ReadinessSource readiness;
  private final MetricsSource metrics;
  private final BooleanSupplier stopping;
  private final Supplier<Phase> phase;

  HealthEndpoints(
      ReadinessSource readiness,
      MetricsSource metrics,
      BooleanSupplier stopping,
      Supplier<Phase> phase) {
    this.readiness = readiness;
    this.metrics = metrics;
    this.stopping = stopping;
    this.phase = phase;
  }

  Reply alive(Call call) {
    return Reply.json(200, JsonText.object("status", "ok"));
  }

  /// 503 while the host starts, a connector isn't running, the store can't be reached or the host
  /// stops. Strangers learn what is degraded, not why.
  Reply ready(Call call) {
    Readiness now =
        stopping.getAsBoolean()
            ? new Readiness(false, List.of(new Degradation("host", "shutting down")))
            : readiness.readiness();
    String status = !now.ready() ? notReady() : now.degraded().isEmpty() ? "ok" : "degraded";
    boolean open = call.identity().mayRead();
    List<Map<String, Object>> degraded =
        now.degraded().stream().map(found -> tree(found, open)).toList();
    return Reply.json(
        now.ready() ? 200 : 503,
        JsonText.object("status", status, "degraded", degraded),
        now.ready() ? Map.of() : Map.of("Retry-After", "1"));
  }

  private String notReady() {
    if (stopping.getAsBoolean()) {
      return "stopping";
    }
    return switch (phase.get()) {
      case STARTING -> "starting";
      case NOT_READY -> "not_ready";
      case SERVING -> "unavailable";
    };
  }

  private static Map<String, Object> tree(Degradation found, boolean open) {
    return open
        ? JsonText.object("subject", found.subject(), "detail", found.detail())
        : JsonText.object("subject", found.subject());
  }

  Reply metrics(Call call) {
    return new Reply.Whole(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        metrics.scrape().getBytes(UTF_8),
        Map.of());
  }
}
