package dev.interlock.host.plugin;

import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.EventTypes;
import dev.interlock.host.plugin.ConnectorRuntime.State;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All connectors of the assembly: started in the order of their names, stopped in reverse. A
/// failure is contained: named in the log and in `reports`, and the rest runs. Thread-safe: one
/// change at a time.
public final class Connectors implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Connectors.class);

  private final HostServices services;
  private final ConnectorEvents host;

  /// In the order of their start; replaced under the lock.
  private volatile List<ConnectorRuntime> runtimes = List.of();

  /// Guarded by `this`, as is `types`.
  private final Map<String, TypeMapping> mappings = new HashMap<>();

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
      PluginModule module = type.module();
      add(new ConnectorRuntime(module, services));
      try {
        attached.put(module, attach(module, type.events()));
      } catch (PluginFailureException failure) {
        LOG.error("connector={} {}", module.name(), failure.getMessage(), failure.getCause());
        runtime(module.name()).fail(String.valueOf(failure.getMessage()));
      }
    }
    attached.forEach(
        (module, own) -> start(runtime(module.name()), settings.of(module.name()), own));
  }

  private void add(ConnectorRuntime runtime) {
    List<ConnectorRuntime> more = new ArrayList<>(runtimes);
    more.add(runtime);
    runtimes = List.copyOf(more);
  }

  private ConnectorRuntime runtime(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("no connector " + name));
  }

  private Optional<ConnectorRuntime> find(String name) {
    return runtimes.stream().filter(runtime -> runtime.module().name().equals(name)).findFirst();
  }

  /// Where the bound sections come from.
  @FunctionalInterface
  public interface Settings {
    ConnectorSettings of(String connector);
  }

  private ConnectorEvents attach(PluginModule module, List<Event<?, ?>> events) {
    TypeMapping mapping = new TypeMapping();
    try {
      EventTypes json = new EventTypes(mapping, new EventSchemas(mapping));
      ConnectorEvents own = services.bus().attach(module.identity(), events, json);
      letGo(module.name());
      mappings.put(module.name(), mapping);
      return own;
    } catch (RuntimeException | LinkageError failure) {
      mapping.close();
      throw new PluginFailureException("its events can't be defined: " + failure, failure);
    }
  }

  private void letGo(String name) {
    TypeMapping earlier = mappings.remove(name);
    if (earlier != null) {
      earlier.close();
    }
  }

  private void start(ConnectorRuntime runtime, ConnectorSettings settings, ConnectorEvents events) {
    try {
      begin(runtime, settings, events);
    } catch (PluginFailureException failure) {
      LOG.error(
          "connector={} {}", runtime.module().name(), failure.getMessage(), failure.getCause());
    }
  }

  /// @throws PluginFailureException where it fails to start; its events are then gone
  private void begin(ConnectorRuntime runtime, ConnectorSettings settings, ConnectorEvents events) {
    PluginModule module = runtime.module();
    try {
      runtime.start(settings, events);
    } catch (PluginFailureException failure) {
      services.bus().detach(module.name());
      throw failure;
    }
    if (runtime.state() instanceof State.Dormant(String reason)) {
      LOG.info("connector={} dormant: {}", module.name(), reason);
      return;
    }
    announce(HostEvents.ATTACH, module);
  }

  /// A notice that is refused harms nobody: the bus has counted it.
  private void announce(Event<HostEvents.Attachment, Void> notice, PluginModule module) {
    try {
      host.publish(notice, new HostEvents.Attachment(module.name(), module.manifest().version()));
    } catch (InterlockException refused) {
      LOG.debug("connector={} {} not published: {}", module.name(), notice, refused.getMessage());
    }
  }

  /// Restarts one connector with changed settings. Where the new one fails to start, the old one is
  /// started again, if it ran.
  ///
  /// @throws PluginFailureException saying why the new one failed
  public synchronized void restart(String name, ConnectorSettings before, ConnectorSettings after) {
    Optional<ConnectorRuntime> found = find(name);
    if (found.isEmpty()) {
      return;
    }
    services.bus().during(() -> replace(found.get(), before, after));
  }

  private void replace(
      ConnectorRuntime runtime, ConnectorSettings before, ConnectorSettings after) {
    boolean failedBefore = runtime.state() instanceof State.Failed;
    end(runtime, services.shutdownBudget());
    try {
      begin(runtime, after, handlers(runtime));
    } catch (PluginFailureException failure) {
      if (!failedBefore) {
        LOG.warn(
            "connector={} failed with its changed section; the one before is started again",
            runtime.module().name());
        start(runtime, before, handlers(runtime));
      }
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

  /// One for each connector, in the order of their start. Doesn't wait for a change under way.
  public List<Report> reports() {
    return runtimes.stream().map(Connectors::report).toList();
  }

  private static Report report(ConnectorRuntime runtime) {
    PluginManifest manifest = runtime.module().manifest();
    return switch (runtime.state()) {
      case State.Started() -> new Report(manifest, "started", "");
      case State.Stopped() -> new Report(manifest, "stopped", "");
      case State.Dormant(String why) -> new Report(manifest, "dormant", why);
      case State.Failed(String why) -> new Report(manifest, "failed", why);
    };
  }

  private void end(ConnectorRuntime runtime, Duration budget) {
    if (runtime.state() instanceof State.Started) {
      runtime.stop(budget);
      announce(HostEvents.DETACH, runtime.module());
    }
  }

  /// Stops every connector within the shutdown budget.
  @Override
  public void close() {
    close(services.shutdownBudget());
  }

  /// Stops every connector, the last started first, all within `budget`.
  public synchronized void close(Duration budget) {
    long end = System.nanoTime() + budget.toNanos();
    for (ConnectorRuntime runtime : runtimes.reversed()) {
      end(runtime, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      services.bus().detach(runtime.module().name());
    }
    runtimes = List.of();
    mappings.values().forEach(TypeMapping::close);
    mappings.clear();
    types = ConnectorTypes.of(List.of());
  }
}
