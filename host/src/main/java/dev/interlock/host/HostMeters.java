package dev.interlock.host;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;

/// Meters of the assembly as a whole: connectors by state, the file, memory and processor.
final class HostMeters {

  private final Host host;
  private final MeterRegistry registry;
  private boolean registered; // guarded by this

  HostMeters(Host host, MeterRegistry registry) {
    this.host = host;
    this.registry = registry;
  }

  synchronized void registerOnce() {
    if (!registered) {
      registered = true;
      register();
    }
  }

  private void register() {
    for (String state : new String[] {"started", "dormant", "failed"}) {
      Gauge.builder("interlock.connectors", host, each -> count(each, state))
          .description("Connectors, by state.")
          .tags(Tags.of("state", state))
          .register(registry);
    }
    Gauge.builder("interlock.file.reload.failing", host, each -> each.reloadIsFailing() ? 1 : 0)
        .description("1 while the saved file is wrong and the one before it is in force.")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  private static double count(Host host, String state) {
    return host.connectors().reports().stream()
        .filter(report -> report.state().equals(state))
        .count();
  }
}
