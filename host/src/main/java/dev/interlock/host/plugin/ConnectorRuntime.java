package dev.interlock.host.plugin;

import dev.interlock.api.Connector;
import dev.interlock.host.bus.ConnectorEvents;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One start of one connector, from there to its stop. Not thread-safe but for `state` and `stop`:
/// `Connectors` calls it under its lock.
final class ConnectorRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorRuntime.class);

  /// For `stop` itself, however little of the budget is left.
  private static final Duration LEAST = Duration.ofMillis(100);

  private final PluginModule module;
  private final HostServices services;
  private volatile State state = new State.Stopped();
  private @Nullable ConnectorEvents events;
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

  boolean isStarted() {
    return state instanceof State.Started;
  }

  boolean hasFailed() {
    return state instanceof State.Failed;
  }

  /// As a member of generations; null where it has none, as its start failed.
  @Nullable ConnectorEvents events() {
    return events;
  }

  /// Nobody sees it before `open`.
  ///
  /// @throws PluginFailureException where it throws, or takes too long; nothing of it stays
  ///   registered
  void start(ConnectorSettings settings, ConnectorEvents member) {
    if (settings instanceof ConnectorSettings.Dormant(String reason)) {
      events = member;
      state = new State.Dormant(reason);
      return;
    }
    Object value = ((ConnectorSettings.Bound) settings).value();
    ConnectorScope opened =
        new ConnectorScope(module.identity(), value, services, member, module.loader());
    try {
      Connector made = module.create();
      module.calling("start").run(() -> made.start(opened));
      connector = made;
      scope = opened;
      events = member;
      state = new State.Started();
    } catch (PluginFailureException failure) {
      opened.close();
      fail(String.valueOf(failure.getMessage()));
      throw failure;
    }
  }

  void fail(String reason) {
    state = new State.Failed(reason);
  }

  /// What it registered is in force from now on.
  void open(@Nullable ConnectorRuntime predecessor) {
    if (scope != null) {
      scope.open(predecessor == null ? null : predecessor.scope);
    }
  }

  /// A successor is in force, or it stops.
  ///
  /// @return ends when nothing of it is under way but the dispatches that it handles
  CompletableFuture<Void> retire() {
    return scope == null ? CompletableFuture.completedFuture(null) : scope.retire();
  }

  /// Stops the connector within `budget`, and takes away what is still its own. Never throws;
  /// idempotent.
  synchronized void stop(Duration budget) {
    ConnectorScope open = scope;
    Connector running = connector;
    scope = null;
    connector = null;
    if (open == null || running == null) {
      return;
    }
    open.withdraw();
    Duration left = budget.compareTo(LEAST) < 0 ? LEAST : budget;
    try {
      module.calling("stop", left).run(running::stop);
    } catch (PluginFailureException failure) {
      LOG.warn("connector={} {}", module.name(), failure.getMessage(), failure.getCause());
    }
    open.close();
    state = new State.Stopped();
  }
}
