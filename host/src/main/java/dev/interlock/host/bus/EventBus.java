package dev.interlock.host.bus;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.Outcome;
import dev.interlock.api.PublishOptions;
import dev.interlock.api.RefusedException;
import dev.interlock.api.UnknownConnectorException;
import dev.interlock.api.UnknownEventException;
import dev.interlock.host.config.Nearest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes events to the handlers of all connectors. Thread-safe. Knows nothing of files, plugins
/// or HTTP.
public final class EventBus {

  private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);
  private static final Duration LONGEST_CHANGE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final BusMeters meters;
  private final HandlerTable table = new HandlerTable();
  private final Set<String> connectors = ConcurrentHashMap.newKeySet();
  private volatile DispatchObserver observer = DispatchObserver.NONE;
  private volatile BusSettings settings;
  private volatile @Nullable CountDownLatch changing;
  private volatile boolean stopping;
  private volatile boolean closed;

  public EventBus(BusSettings settings, InstantSource clock, MeterRegistry registry) {
    this.settings = settings;
    this.clock = clock;
    this.meters = new BusMeters(registry);
  }

  /// Dispatches that begin from now on go by these.
  public void settings(BusSettings changed) {
    settings = changed;
  }

  public void observe(DispatchObserver newObserver) {
    observer = newObserver;
  }

  /// Adds a connector with the events that it defines: all of them, or none.
  ///
  /// @throws DuplicateEventException naming both connectors; a type that can't be read throws what
  ///   its reading throws
  public ConnectorEvents attach(
      ConnectorIdentity connector, List<Event<?, ?>> events, EventTypes types) {
    try {
      for (Event<?, ?> event : events) {
        EventChannel channel = new EventChannel(event, connector, types);
        table.define(channel);
        meters.add(channel);
      }
    } catch (RuntimeException | LinkageError failure) {
      table.undefine(connector.name()).forEach(meters::remove);
      throw failure;
    }
    connectors.add(connector.name());
    return new ConnectorEvents(this, connector);
  }

  public boolean isAttached(String connector) {
    return connectors.contains(connector);
  }

  /// A fresh set of registrations for a connector that is attached: it starts anew.
  public ConnectorEvents handlersOf(ConnectorIdentity connector) {
    return new ConnectorEvents(this, connector);
  }

  /// Takes a connector's events away. Its handlers go when its `ConnectorEvents` closes.
  public void detach(String connector) {
    table.undefine(connector).forEach(meters::remove);
    connectors.remove(connector);
  }

  /// Runs `change` while nothing from outside begins: such events wait for its end, at most 5 s.
  /// Those that running ones cause, and notices, go on. So an event meets the handlers of before or
  /// of after, never a gap between them. One change at a time.
  public void during(Runnable change) {
    CountDownLatch ended = new CountDownLatch(1);
    changing = ended;
    try {
      change.run();
    } finally {
      changing = null;
      ended.countDown();
    }
  }

  private void awaitChange() {
    CountDownLatch ended = changing;
    if (ended == null) {
      return;
    }
    try {
      if (!ended.await(LONGEST_CHANGE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "a change of handlers takes more than {} s: events go on", LONGEST_CHANGE.toSeconds());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// From now on only notices, and events that running ones cause, are published.
  public void stopAccepting() {
    stopping = true;
  }

  /// From now on every publish is refused.
  public void close() {
    closed = true;
  }

  /// How many dispatches are under way.
  public int inFlight() {
    return table.channels().stream().mapToInt(EventChannel::waiting).sum();
  }

  public Collection<DefinedEvent> events() {
    return table.channels().stream().map(DefinedEvent::new).toList();
  }

  /// @throws UnknownEventException naming the nearest
  public DefinedEvent event(String name) {
    return new DefinedEvent(channel(name));
  }

  Outcome<Object> publish(
      EventChannel channel, @Nullable Object input, PublishOptions options, Origin origin) {
    return run(prepare(channel, input, options, origin));
  }

  /// A dispatch that has its place; `run` gives the place back.
  Dispatch prepare(
      EventChannel channel, @Nullable Object input, PublishOptions options, Origin origin) {
    origin.check(channel.event().name());
    check(options);
    channel.validate(input);
    HandlerPlan plan = channel.enter();
    if (changing != null && origin.depth() == 1 && !channel.event().isNotice()) {
      // Looked at with the place taken: the plan may be one of the gap.
      channel.leave(plan);
      awaitChange();
      plan = channel.enter();
    }
    // Looked at with the place taken: who waits for the places to be empty then misses none.
    if (closed || (stopping && origin.depth() == 1 && !channel.event().isNotice())) {
      channel.leave(plan);
      throw new RefusedException(
          RefusedException.Code.STOPPING, channel.event().name() + ": the host is stopping");
    }
    return new Dispatch(this, channel, plan, input, options, origin);
  }

  Outcome<Object> run(Dispatch dispatch) {
    Outcome<Object> outcome;
    try {
      outcome = ScopedValue.where(CurrentEvent.SCOPE, dispatch).call(dispatch::run);
    } finally {
      dispatch.leave();
    }
    if (outcome instanceof Outcome.Cancelled<Object>(var veto, _)) {
      announce(dispatch, veto.by(), veto.reason());
    }
    return outcome;
  }

  private void announce(Dispatch cancelled, String by, String reason) {
    EventChannel channel = table.find(HostEvents.CANCELLED.name());
    if (channel == null || cancelled.channel().event().isNotice() || channel.plan().size() == 0) {
      return;
    }
    HostEvents.Cancellation notice =
        new HostEvents.Cancellation(cancelled.id(), cancelled.name(), by, reason);
    Origin below = new Origin(cancelled.depth() + 1, cancelled.traceparent());
    try {
      publish(channel, notice, PublishOptions.DEFAULT, below);
    } catch (RefusedException _) {
      // Too deep, or too many of them: counted, and no matter of who published the event.
    }
  }

  private void check(PublishOptions options) {
    if (options.include().isEmpty() && options.exclude().isEmpty()) {
      return;
    }
    for (Set<String> names : List.of(options.include(), options.exclude())) {
      for (String name : names) {
        if (!connectors.contains(name)) {
          throw new UnknownConnectorException(
              "found \"" + name + "\", no such connector" + Nearest.hint(name, connectors));
        }
      }
    }
  }

  EventChannel channel(String name) {
    EventChannel channel = table.find(name);
    if (channel == null) {
      List<String> names = table.channels().stream().map(each -> each.event().name()).toList();
      throw new UnknownEventException(
          "found \"" + name + "\", no such event" + Nearest.hint(name, names));
    }
    return channel;
  }

  HandlerTable table() {
    return table;
  }

  DispatchObserver observer() {
    return observer;
  }

  InstantSource clock() {
    return clock;
  }

  public BusSettings settings() {
    return settings;
  }
}
