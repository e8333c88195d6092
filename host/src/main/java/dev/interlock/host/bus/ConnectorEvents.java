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
import dev.interlock.api.Registration;
import dev.interlock.host.bus.Handler.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The bus as one connector sees it. What was registered here goes at `close`; thread-safe.
public final class ConnectorEvents implements Events, AutoCloseable {

  private static final Duration GLANCE = Duration.ofMillis(2);

  private final EventBus bus;
  private final ConnectorIdentity connector;

  /// Guarded by `this`, as is `withdrawn`.
  private final List<Registration> registrations = new ArrayList<>();

  private boolean withdrawn;
  private volatile boolean closed;

  ConnectorEvents(EventBus bus, ConnectorIdentity connector) {
    this.bus = bus;
    this.connector = connector;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, R> Outcome<R> publish(Event<I, R> event, I input, PublishOptions options) {
    return (Outcome<R>) bus.publish(channel(event), input, options, Origin.current());
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R> Outcome<R> publish(Event<Void, R> event) {
    return (Outcome<R>) bus.publish(channel(event), null, PublishOptions.DEFAULT, Origin.current());
  }

  @Override
  public Outcome<Json> publish(String event, Json input, PublishOptions options) {
    requireOpen(closed);
    EventChannel channel = bus.channel(event);
    Object bound = channel.read(input.utf8());
    return JsonOutcome.of(channel, bus.publish(channel, bound, options, Origin.current()));
  }

  private EventChannel channel(Event<?, ?> event) {
    requireOpen(closed);
    EventChannel channel = bus.channel(event.name());
    Event<?, ?> defined = channel.event();
    if (!defined.inputType().equals(event.inputType())
        || !defined.resultType().equals(event.resultType())) {
      throw new IllegalArgumentException(
          event.name()
              + " is another type in "
              + channel.definer().name()
              + "; across connectors publish it by name, with JSON");
    }
    return channel;
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
    EventChannel channel = bus.table().find(event.name());
    if (channel != null) {
      channel(event);
    }
    return add(event.name(), preposition + ":" + event.name(), options, role);
  }

  private Registration add(@Nullable String event, String hook, HandlerOptions options, Role role) {
    String name = options.name().isEmpty() ? hook : options.name();
    Handler handler = new Handler(connector.name(), connector.name() + "/" + name, options, role);
    synchronized (this) {
      requireOpen(withdrawn);
      Registration registration = bus.table().add(event, handler);
      registrations.add(registration);
      return () -> remove(registration);
    }
  }

  private synchronized void remove(Registration registration) {
    registrations.remove(registration);
    registration.close();
  }

  private void requireOpen(boolean shut) {
    if (shut) {
      throw new IllegalStateException(connector.name() + " has stopped");
    }
  }

  /// Takes every handler away, and no new one. Dispatches under way keep those that they began
  /// with; publishing goes on.
  public synchronized void withdraw() {
    withdrawn = true;
    registrations.forEach(Registration::close);
    registrations.clear();
  }

  /// Waits for the dispatches that began with a handler of this connector.
  ///
  /// @return false where some are left after `limit`, or the thread was interrupted
  public boolean awaitDispatches(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (bus.table().isHandling(connector.name())) {
      if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(GLANCE.toNanos());
    }
    return true;
  }

  /// Takes every handler away; from now on it publishes nothing either.
  @Override
  public void close() {
    withdraw();
    closed = true;
  }
}
