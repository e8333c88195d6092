package dev.interlock.host.plugin;

import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.ConnectorIdentity;
import dev.interlock.host.bus.DuplicateEventException;
import dev.interlock.host.bus.EventBus;
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
  private final Map<String, String> refused = new LinkedHashMap<>();

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

  /// Defines the events of every module, then starts every connector.
  ///
  /// @param events of each module, by its name
  public synchronized void start(
      List<PluginModule> modules, Map<String, List<Event<?, ?>>> events, Settings settings) {
    Map<PluginModule, ConnectorEvents> attached = new LinkedHashMap<>();
    for (PluginModule module : modules) {
      try {
        attached.put(module, attach(module, events.getOrDefault(module.name(), List.of())));
      } catch (DuplicateEventException duplicate) {
        fail(module, duplicate);
      }
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
    EventTypes types = new EventTypes(mapping, new EventSchemas(mapping));
    ConnectorEvents own = services.bus().attach(module.identity(), events, types);
    mappings.put(module.name(), mapping);
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

  private void fail(PluginModule module, InterlockException failure) {
    LOG.error("connector={} {}", module.name(), failure.getMessage());
    refused.put(module.name(), String.valueOf(failure.getMessage()));
    runtimes.put(module.name(), new ConnectorRuntime(module, services));
  }

  private static HostEvents.Attachment attachment(PluginModule module) {
    return new HostEvents.Attachment(module.name(), module.manifest().version());
  }

  /// Restarts one connector with changed settings. Where the new one fails to start, the old one is started again.
  ///
  /// @throws PluginFailureException saying why the new one failed
  public synchronized void restart(String name, ConnectorSettings before, ConnectorSettings after) {
    ConnectorRuntime runtime = runtimes.get(name);
    if (runtime == null || refused.containsKey(name)) {
      return;
    }
    EventBus bus = services.bus();
    ConnectorIdentity identity = runtime.module().identity();
    runtime.stop(services.shutdownBudget());
    try {
      runtime.start(after, bus.handlersOf(identity));
    } catch (PluginFailureException failure) {
      runtime.start(before, bus.handlersOf(identity));
      throw failure;
    }
  }

  /// One for each connector, in the order of their start.
  public synchronized List<Report> reports() {
    List<Report> reports = new ArrayList<>();
    for (ConnectorRuntime runtime : runtimes.values()) {
      PluginManifest manifest = runtime.module().manifest();
      String reason = refused.get(manifest.id());
      reports.add(
          reason != null
              ? new Report(manifest, "failed", reason)
              : switch (runtime.state()) {
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
