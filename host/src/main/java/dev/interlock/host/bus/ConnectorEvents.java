package dev.interlock.host.bus;

import dev.interlock.api.AfterHandler;
import dev.interlock.api.BeforeHandler;
import dev.interlock.api.Event;
import dev.interlock.api.EventPattern;
import dev.interlock.api.Events;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.Json;
import dev.interlock.api.OnHandler;
import dev.interlock.api.Outcome;
import dev.interlock.api.PayloadAfterHandler;
import dev.interlock.api.PayloadBeforeHandler;
import dev.interlock.api.Preposition;
import dev.interlock.api.PublishOptions;
import dev.interlock.api.RefusedException;
import dev.interlock.api.Registration;
import dev.interlock.api.Schemas;
import dev.interlock.host.bus.Handler.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bus as one start of a connector sees it: a member of generations, from the one that takes it
/// in to the one that lets it go. What was registered here goes at `close`; thread-safe.
public final class ConnectorEvents implements Events, AutoCloseable {

  private final EventBus bus;
  private final DefinedEvents defined;

  /// Guarded by `this`, in registration order; as is `withdrawn`.
  private final List<Entry> entries = new ArrayList<>();

  private boolean withdrawn;
  private volatile boolean closed;

  /// What it will be a member of, until it is.
  private volatile @Nullable Generation next;

  /// One registration: two of the same handler are two.
  static final class Entry {
    private final @Nullable String event;
    private final Handler handler;

    /// @param event the typed handler's event; null for a handler of a pattern
    Entry(@Nullable String event, Handler handler) {
      this.event = event;
      this.handler = handler;
    }

    @Nullable String event() {
      return event;
    }

    Handler handler() {
      return handler;
    }
  }

  ConnectorEvents(EventBus bus, DefinedEvents defined) {
    this.bus = bus;
    this.defined = defined;
  }

  ConnectorIdentity connector() {
    return defined.connector();
  }

  DefinedEvents defined() {
    return defined;
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  void staged(Generation coming) {
    next = coming;
  }

  void inForce() {
    next = null;
  }

  /// Of the events that are defined now; before its first generation, of those that will be.
  public Schemas schemas() {
    return new BusSchemas(bus, this::event);
  }

  private DefinedEvent event(String name) {
    return new DefinedEvent(EventBus.find(generation(), name));
  }

  private Generation generation() {
    Generation coming = next;
    return coming == null ? bus.generations().current() : coming;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, R> Outcome<R> publish(Event<I, R> event, I input, PublishOptions options) {
    return (Outcome<R>) publishTyped(event, input, options);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R> Outcome<R> publish(Event<Void, R> event) {
    return (Outcome<R>) publishTyped(event, null, PublishOptions.DEFAULT);
  }

  private Outcome<Object> publishTyped(
      Event<?, ?> event, @Nullable Object input, PublishOptions options) {
    requirePublishing(event.name());
    Origin origin = Origin.current(bus);
    HandlerPlan place = bus.enter(event.name(), origin);
    Dispatch dispatch;
    try {
      requireSame(event, place.channel());
      dispatch = bus.checked(place, input, options, origin);
    } catch (RuntimeException | LinkageError refused) {
      place.leave();
      throw refused;
    }
    return bus.run(dispatch);
  }

  @Override
  public Outcome<Json> publish(String event, Json input, PublishOptions options) {
    requirePublishing(event);
    Dispatch dispatch = bus.prepare(event, input, options, Origin.current(bus));
    return JsonOutcome.of(dispatch.channel(), bus.run(dispatch));
  }

  private void requirePublishing(String event) {
    requireOpen(closed);
    if (next != null) {
      throw new RefusedException(
          RefusedException.Code.STARTING,
          event + ": " + name() + " is starting, and publishes later");
    }
  }

  private static void requireSame(Event<?, ?> event, EventChannel channel) {
    Event<?, ?> known = channel.event();
    if (!known.inputType().equals(event.inputType())
        || !known.resultType().equals(event.resultType())) {
      throw new IllegalArgumentException(
          event.name()
              + " is another type in "
              + channel.definer().name()
              + "; across connectors publish it by name, with JSON");
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, R> Registration before(
      Event<I, R> event, BeforeHandler<I> handler, HandlerOptions options) {
    return add(
        event,
        Preposition.BEFORE,
        options,
        new Role.TypedBefore((BeforeHandler<Object>) handler, false));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, R> Registration replacing(
      Event<I, R> event, BeforeHandler<I> handler, HandlerOptions options) {
    return add(
        event,
        Preposition.BEFORE,
        options,
        new Role.TypedBefore((BeforeHandler<Object>) handler, true));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, R> Registration on(
      Event<I, R> event, OnHandler<I, R> handler, HandlerOptions options) {
    return add(event, Preposition.ON, options, new Role.On((OnHandler<Object, Object>) handler));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, R> Registration after(
      Event<I, R> event, AfterHandler<I, R> handler, HandlerOptions options) {
    return add(
        event,
        Preposition.AFTER,
        options,
        new Role.TypedAfter((AfterHandler<Object, Object>) handler));
  }

  @Override
  public Registration before(
      EventPattern pattern, PayloadBeforeHandler handler, HandlerOptions options) {
    return add(
        null,
        pattern.toString(),
        options,
        new Role.PayloadBefore(expect(pattern, Preposition.BEFORE), handler, false));
  }

  @Override
  public Registration replacing(
      EventPattern pattern, PayloadBeforeHandler handler, HandlerOptions options) {
    return add(
        null,
        pattern.toString(),
        options,
        new Role.PayloadBefore(expect(pattern, Preposition.BEFORE), handler, true));
  }

  @Override
  public Registration after(
      EventPattern pattern, PayloadAfterHandler handler, HandlerOptions options) {
    return add(
        null,
        pattern.toString(),
        options,
        new Role.PayloadAfter(expect(pattern, Preposition.AFTER), handler));
  }

  private static EventPattern expect(EventPattern pattern, Preposition preposition) {
    if (pattern.preposition() != preposition || pattern.excludes()) {
      throw new IllegalArgumentException(
          "found " + pattern + ", expected " + preposition + ":NAME");
    }
    return pattern;
  }

  private Registration add(
      Event<?, ?> event, Preposition preposition, HandlerOptions options, Role role) {
    if (preposition == Preposition.BEFORE && event.isNotice()) {
      throw new IllegalArgumentException(event.name() + " is a notice: notices have no before");
    }
    HandlerPlan plan = generation().find(event.name());
    if (plan != null) {
      requireSame(event, plan.channel());
    }
    return add(event.name(), preposition + ":" + event.name(), options, role);
  }

  private Registration add(@Nullable String event, String hook, HandlerOptions options, Role role) {
    String name = options.name().isEmpty() ? hook : options.name();
    Entry entry = new Entry(event, new Handler(name(), name() + "/" + name, options, role));
    synchronized (this) {
      requireOpen(withdrawn);
      entries.add(entry);
    }
    bus.generations().refresh(this);
    return () -> remove(entry);
  }

  private void remove(Entry entry) {
    boolean removed;
    synchronized (this) {
      removed = entries.remove(entry);
    }
    if (removed) {
      bus.generations().refresh(this);
    }
  }

  private String name() {
    return connector().name();
  }

  private void requireOpen(boolean shut) {
    if (shut) {
      throw new IllegalStateException(name() + " has stopped");
    }
  }

  /// Takes every handler away, and no new one. Dispatches under way keep those that they began
  /// with; publishing goes on.
  public void withdraw() {
    synchronized (this) {
      withdrawn = true;
      entries.clear();
    }
    bus.generations().refresh(this);
  }

  /// Waits for the dispatches that began before the last change.
  ///
  /// @return false where some are left after `limit`, or the thread was interrupted
  public boolean awaitDispatches(Duration limit) {
    return bus.generations().awaitRetired(limit);
  }

  /// Takes every handler away; from now on it publishes nothing either.
  @Override
  public void close() {
    withdraw();
    closed = true;
  }
}
