package dev.interlock.host.plugin;

import dev.interlock.api.Connector;
import dev.interlock.host.bus.ConnectorEvents;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One plugin's connector through its life: started, stopped, started anew with other settings. Not
/// thread-safe: `Connectors` calls it under its lock; `state` may be read from anywhere.
final class ConnectorRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorRuntime.class);

  /// For `stop` itself, however little of the budget is left.
  private static final Duration LEAST = Duration.ofMillis(100);

  private final PluginModule module;
  private final HostServices services;
  private volatile State state = new State.Stopped();
  private @Nullable Connector connector;
  private @Nullable ConnectorScope scope;

  /// Where a connector stands.
  sealed interface State {
    record Started() implements State {}

    record Stopped() implements State {}

    /// It needs a section of the file that isn't there.
    record Dormant(String reason) implements State {}

    record Failed(String reason) implements State {}
  }

  ConnectorRuntime(PluginModule module, HostServices services) {
    this.module = module;
    this.services = services;
  }

  PluginModule module() {
    return module;
  }

  State state() {
    return state;
  }

  /// @throws PluginFailureException where it throws, or takes too long; nothing of it stays
  ///   registered
  void start(ConnectorSettings settings, ConnectorEvents events) {
    switch (settings) {
      case ConnectorSettings.Dormant(String reason) -> {
        events.close();
        state = new State.Dormant(reason);
      }
      case ConnectorSettings.Bound(Object value) -> {
        ConnectorScope opened =
            new ConnectorScope(module.identity(), value, services, events, module.loader());
        try {
          Connector made = module.create();
          module.calling("start").run(() -> made.start(opened));
          connector = made;
          scope = opened;
          state = new State.Started();
        } catch (PluginFailureException failure) {
          opened.close();
          state = new State.Failed(String.valueOf(failure.getMessage()));
          throw failure;
        }
      }
    }
  }

  /// It can't even be asked.
  void fail(String reason) {
    state = new State.Failed(reason);
  }

  /// Takes no new dispatches, waits for those under way, stops the connector, all within `budget`;
  /// removes what it registered. Never throws.
  void stop(Duration budget) {
    ConnectorScope open = scope;
    Connector running = connector;
    scope = null;
    connector = null;
    if (open == null || running == null) {
      return;
    }
    long end = System.nanoTime() + budget.toNanos();
    open.withdraw();
    if (!open.awaitDispatches(budget)) {
      LOG.warn("connector={} stops while it still handles an event", module.name());
    }
    Duration left = Duration.ofNanos(Math.max(LEAST.toNanos(), end - System.nanoTime()));
    try {
      module.calling("stop", left).run(running::stop);
    } catch (PluginFailureException failure) {
      LOG.warn("connector={} {}", module.name(), failure.getMessage(), failure.getCause());
    }
    open.close();
    state = new State.Stopped();
  }
}
