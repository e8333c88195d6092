package dev.interlock.host.http;

/// The meters as Prometheus text, format 0.0.4: `PrometheusMeterRegistry::scrape`.
@FunctionalInterface
public interface MetricsSource {
  String scrape();
}
