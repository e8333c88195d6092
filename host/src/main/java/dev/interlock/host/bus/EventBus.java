package dev.interlock.host.bus;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.Json;
import dev.interlock.api.Outcome;
import dev.interlock.api.PublishOptions;
import dev.interlock.api.RefusedException;
import dev.interlock.api.UnknownConnectorException;
import dev.interlock.api.UnknownEventException;
import dev.interlock.host.config.Nearest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Publishes events to the handlers of all connectors: each meets one generation of them, whole, or
/// is refused. Thread-safe. Knows nothing of files, plugins or HTTP.
public final class EventBus {

  private final InstantSource clock;
  private final Generations generations;
  private final EventGate gate;
  private volatile DispatchObserver observer = DispatchObserver.NONE;
  private volatile BusSettings settings;

  public EventBus(BusSettings settings, InstantSource clock, MeterRegistry registry) {
    this.settings = settings;
    this.clock = clock;
    this.generations = new Generations(new BusMeters(registry));
    this.gate = new EventGate();
  }

  /// Dispatches that begin from now on go by these.
  public void settings(BusSettings changed) {
    settings = changed;
  }

  public void observe(DispatchObserver newObserver) {
    observer = newObserver;
  }

  /// The events of a connector, for its starts: nobody sees them before a member has them.
  ///
  /// @throws RuntimeException what the reading of a type throws
  public DefinedEvents define(
      ConnectorIdentity connector, List<Event<?, ?>> events, EventTypes types) {
    return new DefinedEvents(
        connector,
        events.stream().map(event -> new EventChannel(event, connector, types)).toList());
  }

  /// One start of a connector: what it registers is seen once a generation has it.
  public ConnectorEvents member(DefinedEvents defined) {
    return new ConnectorEvents(this, defined);
  }

  /// Adds a connector with the events that it defines: all of them, or none.
  ///
  /// @throws DuplicateEventException naming both connectors; a type that can't be read throws what
  ///   its reading throws
  public ConnectorEvents attach(
      ConnectorIdentity connector, List<Event<?, ?>> events, EventTypes types) {
    ConnectorEvents member = member(define(connector, events, types));
    var _ = generations.change(List.of(), List.of(member));
    return member;
  }

  /// Takes a connector's events and handlers away.
  public void detach(String connector) {
    List<ConnectorEvents> gone =
        generations.current().members().stream()
            .filter(member -> member.connector().name().equals(connector))
            .toList();
    var _ = generations.change(gone, List.of());
  }

  public boolean isAttached(String connector) {
    return generations.current().connectors().contains(connector);
  }

  public Generations generations() {
    return generations;
  }

  /// Whether events from outside are taken.
  public EventGate gate() {
    return gate;
  }

  /// How many dispatches are under way.
  public int inFlight() {
    return generations.inFlight();
  }

  public Collection<DefinedEvent> events() {
    return generations.current().plans().stream().map(DefinedEvent::new).toList();
  }

  /// @throws UnknownEventException naming the nearest
  public DefinedEvent event(String name) {
    return new DefinedEvent(find(generations.current(), name));
  }

  static HandlerPlan find(Generation generation, String name) {
    HandlerPlan plan = generation.find(name);
    if (plan == null) {
      List<String> names =
          generation.plans().stream().map(each -> each.channel().event().name()).toList();
      throw new UnknownEventException(
          "found \"" + name + "\", no such event" + Nearest.hint(name, names));
    }
    return plan;
  }

  /// A place for one dispatch, in the generation of the event that causes it, else in the current
  /// one.
  HandlerPlan enter(String event, Origin origin) {
    Generation entered = generations.enter(origin.generation());
    try {
      HandlerPlan plan = entered.find(event);
      // Looked at with the place taken: who waits for the places to be empty then misses none.
      gate.check(event, plan == null ? null : plan.channel(), origin.isOutside());
      HandlerPlan found = plan == null ? find(entered, event) : plan;
      origin.check(event);
      found.channel().enter();
      return found;
    } catch (RuntimeException refused) {
      entered.dispatches().leave();
      throw refused;
    }
  }

  /// A dispatch that has its place; `run` gives the place back.
  Dispatch prepare(String event, Json input, PublishOptions options, Origin origin) {
    HandlerPlan place = enter(event, origin);
    try {
      Object bound = place.channel().read(input.utf8());
      return checked(place, bound, options, origin);
    } catch (RuntimeException | LinkageError refused) {
      place.leave();
      throw refused;
    }
  }

  /// The same; where it throws the place is the caller's to give back.
  Dispatch checked(
      HandlerPlan place, @Nullable Object input, PublishOptions options, Origin origin) {
    check(options);
    place.channel().validate(input);
    Admissions.check(place);
    return new Dispatch(this, place, input, options, origin);
  }

  Outcome<Object> run(Dispatch dispatch) {
    try {
      Outcome<Object> outcome = ScopedValue.where(CurrentEvent.SCOPE, dispatch).call(dispatch::run);
      if (outcome instanceof Outcome.Cancelled<Object>(var veto, _)) {
        announce(dispatch, veto.by(), veto.reason());
      }
      return outcome;
    } finally {
      dispatch.leave();
    }
  }

  private void announce(Dispatch cancelled, String by, String reason) {
    HandlerPlan plan = cancelled.generation().find(HostEvents.CANCELLED.name());
    if (plan == null || cancelled.channel().event().isNotice() || plan.size() == 0) {
      return;
    }
    HostEvents.Cancellation notice =
        new HostEvents.Cancellation(cancelled.id(), cancelled.name(), by, reason);
    try {
      Origin below = Origin.below(cancelled);
      HandlerPlan place = enter(HostEvents.CANCELLED.name(), below);
      run(new Dispatch(this, place, notice, PublishOptions.DEFAULT, below));
    } catch (RefusedException _) {
      // Too deep, or too many of them: counted, and no matter of who published the event.
    }
  }

  private void check(PublishOptions options) {
    if (options.include().isEmpty() && options.exclude().isEmpty()) {
      return;
    }
    Set<String> connectors = generations.current().connectors();
    for (Set<String> names : List.of(options.include(), options.exclude())) {
      for (String name : names) {
        if (!connectors.contains(name)) {
          throw new UnknownConnectorException(
              "found \"" + name + "\", no such connector" + Nearest.hint(name, connectors));
        }
      }
    }
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
