package dev.interlock.host.plugin;

import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.DefinedEvents;
import dev.interlock.host.bus.EventTypes;
import dev.interlock.host.bus.Generations;
import dev.interlock.host.plugin.ConnectorRuntime.State;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All connectors of the assembly, in the order of their names. Every change of them is one
/// movement: what follows is started beside what runs, then takes its place at once, and what it
/// replaces stops when nothing of it is under way any more. Thread-safe: one change at a time.
public final class Connectors implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Connectors.class);

  private final HostServices services;
  private final ConnectorEvents host;
  private final Retirement retirement;

  /// In the order of their names; replaced under the lock.
  private volatile List<ConnectorRuntime> runtimes = List.of();

  /// Guarded by `this`.
  private final Map<String, Defined> defined = new LinkedHashMap<>();

  private record Defined(DefinedEvents events, TypeMapping mapping) {}

  /// What `interlock plugins` says of one connector.
  ///
  /// @param state `started`, `dormant`, `failed` or `stopped`
  /// @param detail why, where it isn't started
  public record Report(PluginManifest manifest, String state, String detail) {}

  /// Where the bound sections come from.
  @FunctionalInterface
  public interface Settings {
    ConnectorSettings of(String connector);
  }

  /// @param host publishes the notices `attach` and `detach`
  public Connectors(HostServices services, ConnectorEvents host) {
    this.services = services;
    this.host = host;
    this.retirement = new Retirement(services.shutdownBudget());
  }

  /// Starts each that doesn't run: all of them at first, later those that failed. A failure is
  /// contained: named in the log and in `reports`.
  public void start(ConnectorTypes types, Settings settings) {
    change(types, settings, _ -> false, _ -> false);
  }

  /// Puts connectors with changed settings in the place of those that run, and tries again those
  /// that failed.
  ///
  /// @param names whose settings have changed
  /// @throws PluginFailureException saying why one of `names` failed to start: everything stays as
  ///   it is then
  public void replace(ConnectorTypes types, Settings settings, Set<String> names) {
    change(types, settings, names::contains, names::contains);
  }

  /// @param anew whether one that runs is to be started anew
  /// @param strict whether its failure ends the change
  private synchronized void change(
      ConnectorTypes types, Settings settings, Predicate<String> anew, Predicate<String> strict) {
    Map<ConnectorRuntime, @Nullable ConnectorRuntime> successors = new LinkedHashMap<>();
    List<ConnectorRuntime> next = new ArrayList<>();
    for (ConnectorTypes.Type type : types.all().values()) {
      ConnectorRuntime running = find(type.module().name());
      if (running != null && !running.hasFailed() && !anew.test(type.module().name())) {
        next.add(running);
        continue;
      }
      ConnectorRuntime successor = new ConnectorRuntime(type.module(), services);
      next.add(successor);
      successors.put(successor, running);
    }
    if (successors.isEmpty() && next.size() == runtimes.size()) {
      return;
    }
    retirement.takePlace();
    try {
      begin(types, settings, successors, strict);
    } catch (RuntimeException failure) {
      retirement.giveBack();
      throw failure;
    }
    swap(next, successors);
  }

  private @Nullable ConnectorRuntime find(String name) {
    for (ConnectorRuntime runtime : runtimes) {
      if (runtime.module().name().equals(name)) {
        return runtime;
      }
    }
    return null;
  }

  /// Starts those that follow, unseen.
  private void begin(
      ConnectorTypes types,
      Settings settings,
      Map<ConnectorRuntime, @Nullable ConnectorRuntime> successors,
      Predicate<String> strict) {
    Map<ConnectorRuntime, ConnectorEvents> members = new LinkedHashMap<>();
    for (ConnectorRuntime successor : successors.keySet()) {
      String name = successor.module().name();
      attempt(
          successor,
          successors.get(successor),
          strict.test(name),
          () -> members.put(successor, member(Objects.requireNonNull(types.all().get(name)))),
          successors.keySet());
    }
    generations().stage(events(successors.values()), members.values());
    members.forEach(
        (successor, member) -> {
          String name = successor.module().name();
          attempt(
              successor,
              successors.get(successor),
              strict.test(name),
              () -> successor.start(settings.of(name), member),
              successors.keySet());
        });
  }

  private Generations generations() {
    return services.bus().generations();
  }

  /// @param all what is undone where this one's failure ends the change
  private void attempt(
      ConnectorRuntime successor,
      @Nullable ConnectorRuntime before,
      boolean strict,
      Runnable step,
      Set<ConnectorRuntime> all) {
    try {
      step.run();
    } catch (PluginFailureException failure) {
      if (strict) {
        all.forEach(started -> started.stop(services.shutdownBudget()));
        throw failure;
      }
      String why = String.valueOf(failure.getMessage());
      successor.fail(why);
      if (before == null || !successor.state().equals(before.state())) { // said once
        LOG.error("connector={} {}", successor.module().name(), why, failure.getCause());
      }
    }
  }

  private ConnectorEvents member(ConnectorTypes.Type type) {
    PluginModule module = type.module();
    Defined known = defined.get(module.name());
    if (known == null) {
      known = define(module, type.events());
      defined.put(module.name(), known);
    }
    return services.bus().member(known.events());
  }

  private Defined define(PluginModule module, List<Event<?, ?>> events) {
    TypeMapping mapping = new TypeMapping();
    try {
      EventTypes json = new EventTypes(mapping, new EventSchemas(mapping));
      return new Defined(services.bus().define(module.identity(), events, json), mapping);
    } catch (RuntimeException | LinkageError failure) {
      mapping.close();
      throw new PluginFailureException("its events can't be defined: " + failure, failure);
    }
  }

  private void swap(
      List<ConnectorRuntime> next, Map<ConnectorRuntime, @Nullable ConnectorRuntime> successors) {
    List<ConnectorRuntime> gone = new ArrayList<>(runtimes);
    gone.removeAll(next);
    List<ConnectorRuntime> ran = gone.stream().filter(ConnectorRuntime::isStarted).toList();
    successors.forEach(ConnectorRuntime::open);
    CompletableFuture<Void> ended = generations().change(events(gone), events(successors.keySet()));
    runtimes = List.copyOf(next);
    retirement.retire(gone, ended);
    successors.forEach(
        (successor, before) -> announceStart(successor, before != null && ran.contains(before)));
  }

  private void announceStart(ConnectorRuntime successor, boolean ranBefore) {
    PluginModule module = successor.module();
    if (successor.state() instanceof State.Dormant(String reason)) {
      LOG.info("connector={} dormant: {}", module.name(), reason);
    }
    if (successor.isStarted() != ranBefore) {
      announce(ranBefore ? HostEvents.DETACH : HostEvents.ATTACH, module);
    }
  }

  private static List<ConnectorEvents> events(
      java.util.Collection<? extends @Nullable ConnectorRuntime> runtimes) {
    return runtimes.stream()
        .filter(Objects::nonNull)
        .map(ConnectorRuntime::events)
        .filter(Objects::nonNull)
        .toList();
  }

  /// A notice that is refused harms nobody: the bus has counted it.
  private void announce(Event<HostEvents.Attachment, Void> notice, PluginModule module) {
    try {
      host.publish(notice, new HostEvents.Attachment(module.name(), module.manifest().version()));
    } catch (InterlockException refused) {
      LOG.debug("connector={} {} not published: {}", module.name(), notice, refused.getMessage());
    }
  }

  /// One for each connector, in the order of their names. Doesn't wait for a change under way.
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

  /// From now on nothing is changed: a change that waits for its turn fails.
  public void refuseChanges() {
    retirement.refuse();
  }

  /// Stops every connector within the shutdown budget.
  @Override
  public void close() {
    close(services.shutdownBudget());
  }

  /// Stops every connector, the last started first, all within `budget`.
  public void close(Duration budget) {
    refuseChanges();
    stopAll(System.nanoTime() + budget.toNanos());
  }

  private synchronized void stopAll(long end) {
    for (ConnectorRuntime runtime : runtimes.reversed()) {
      stop(runtime, end);
    }
    retirement.close();
    runtimes = List.of();
    defined.values().forEach(each -> each.mapping().close());
    defined.clear();
  }

  /// Takes no new dispatches, waits for those under way, then stops it.
  private void stop(ConnectorRuntime runtime, long end) {
    ConnectorEvents member = runtime.events();
    if (member != null) {
      member.withdraw();
      if (runtime.isStarted()) {
        if (!member.awaitDispatches(left(end))) {
          LOG.warn("connector={} stops while an event is handled", runtime.module().name());
        }
        runtime.stop(left(end));
        announce(HostEvents.DETACH, runtime.module());
      }
      var _ = generations().change(List.of(member), List.of());
      services.persistence().release(runtime.module().name());
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}
