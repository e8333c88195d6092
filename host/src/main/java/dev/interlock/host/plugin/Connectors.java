package dev.interlock.host.plugin;

import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.EventTypes;
import dev.interlock.host.plugin.ConnectorRuntime.State;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All connectors of the assembly: started in the order of their names, stopped in reverse. A failure is contained: named in the
/// log and in `reports`, and the rest runs. Thread-safe: one change at a time.
public final class Connectors implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Connectors.class);

  private final HostServices services;
  private final ConnectorEvents host;

  /// Guarded by `this`, in the order of their start.
  private final Map<String, ConnectorRuntime> runtimes = new LinkedHashMap<>();

  private final Map<String, TypeMapping> mappings = new LinkedHashMap<>();
  private ConnectorTypes types = ConnectorTypes.of(List.of());

  /// What `interlock plugins` says of one connector.
  ///
  /// @param state `started`, `dormant`, `failed` or `stopped`
  /// @param detail why, where it isn't started
  public record Report(PluginManifest manifest, String state, String detail) {}

  /// @param host publishes the notices `attach` and `detach`
  public Connectors(HostServices services, ConnectorEvents host) {
    this.services = services;
    this.host = host;
  }

  /// Defines the events of every connector, then starts each.
  public synchronized void start(ConnectorTypes all, Settings settings) {
    types = all;
    all.failures().forEach((name, why) -> LOG.error("connector={} {}", name, why));
    Map<PluginModule, ConnectorEvents> attached = new LinkedHashMap<>();
    for (ConnectorTypes.Type type : all.all().values()) {
      attached.put(type.module(), attach(type.module(), type.events()));
    }
    attached.forEach((module, own) -> start(module, settings.of(module.name()), own));
  }

  /// Where the bound sections come from.
  @FunctionalInterface
  public interface Settings {
    ConnectorSettings of(String connector);
  }

  private ConnectorEvents attach(PluginModule module, List<Event<?, ?>> events) {
    TypeMapping mapping = new TypeMapping();
    EventTypes json = new EventTypes(mapping, new EventSchemas(mapping));
    ConnectorEvents own = services.bus().attach(module.identity(), events, json);
    TypeMapping earlier = mappings.put(module.name(), mapping);
    if (earlier != null) {
      earlier.close();
    }
    return own;
  }

  private void start(PluginModule module, ConnectorSettings settings, ConnectorEvents events) {
    ConnectorRuntime runtime = new ConnectorRuntime(module, services);
    runtimes.put(module.name(), runtime);
    try {
      runtime.start(settings, events);
    } catch (PluginFailureException failure) {
      LOG.error("connector={} {}", module.name(), failure.getMessage(), failure.getCause());
      services.bus().detach(module.name());
      return;
    }
    if (runtime.state() instanceof State.Dormant(String reason)) {
      LOG.info("connector={} dormant: {}", module.name(), reason);
      return;
    }
    host.publish(HostEvents.ATTACH, attachment(module));
  }

  private static HostEvents.Attachment attachment(PluginModule module) {
    return new HostEvents.Attachment(module.name(), module.manifest().version());
  }

  /// Restarts one connector with changed settings. Where the new one fails to start, the old one is started again.
  ///
  /// @throws PluginFailureException saying why the new one failed
  public synchronized void restart(String name, ConnectorSettings before, ConnectorSettings after) {
    ConnectorRuntime runtime = runtimes.get(name);
    if (runtime == null) {
      return;
    }
    runtime.stop(services.shutdownBudget());
    try {
      runtime.start(after, handlers(runtime));
    } catch (PluginFailureException failure) {
      runtime.start(before, handlers(runtime));
      throw failure;
    }
  }

  private ConnectorEvents handlers(ConnectorRuntime runtime) {
    PluginModule module = runtime.module();
    if (services.bus().isAttached(module.name())) {
      return services.bus().handlersOf(module.identity());
    }
    ConnectorTypes.Type type = types.all().get(module.name());
    return attach(module, type == null ? List.of() : type.events());
  }

  /// One for each connector, in the order of their start.
  public synchronized List<Report> reports() {
    List<Report> reports = new ArrayList<>();
    for (ConnectorRuntime runtime : runtimes.values()) {
      PluginManifest manifest = runtime.module().manifest();
      reports.add(
          switch (runtime.state()) {
            case State.Started() -> new Report(manifest, "started", "");
            case State.Stopped() -> new Report(manifest, "stopped", "");
            case State.Dormant(String why) -> new Report(manifest, "dormant", why);
            case State.Failed(String why) -> new Report(manifest, "failed", why);
          });
    }
    return reports;
  }

  /// Stops every connector, the last started first, all within the shutdown budget.
  @Override
  public synchronized void close() {
    long end = System.nanoTime() + services.shutdownBudget().toNanos();
    List<ConnectorRuntime> order = new ArrayList<>(runtimes.values()).reversed();
    for (ConnectorRuntime runtime : order) {
      if (runtime.state() instanceof State.Started) {
        Duration left = Duration.ofNanos(Math.max(100_000_000, end - System.nanoTime()));
        runtime.stop(left);
        services.bus().detach(runtime.module().name());
        host.publish(HostEvents.DETACH, attachment(runtime.module()));
      }
    }
    runtimes.clear();
    mappings.values().forEach(TypeMapping::close);
    mappings.clear();
  }
}
