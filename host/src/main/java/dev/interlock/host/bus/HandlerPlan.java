package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.host.bus.Handler.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Who handles one event, in the order of their phases: a dispatch keeps the plan that it began
/// with.
final class HandlerPlan {

  private static final Handler[] NONE = {};

  /// Not counted: it is shared by every event that nobody handles.
  static final HandlerPlan EMPTY = new HandlerPlan(NONE, NONE, NONE, NONE);

  private final Handler[] replacers;
  private final Handler[] befores;
  private final Handler[] ons;
  private final Handler[] afters;
  private final boolean timed;

  /// Dispatches under way by this plan.
  private final AtomicInteger running = new AtomicInteger();

  private HandlerPlan(Handler[] replacers, Handler[] befores, Handler[] ons, Handler[] afters) {
    this.replacers = replacers;
    this.befores = befores;
    this.ons = ons;
    this.afters = afters;
    this.timed =
        Stream.of(replacers, befores).flatMap(Arrays::stream).anyMatch(HandlerPlan::needsDeadline);
  }

  private static boolean needsDeadline(Handler before) {
    return !before.options().inline() || before.role() instanceof Role.PayloadBefore;
  }

  /// @param handlers of one event, in registration order
  static HandlerPlan of(List<Handler> handlers) {
    if (handlers.isEmpty()) {
      return EMPTY;
    }
    List<Handler> replacers = new ArrayList<>();
    List<Handler> befores = new ArrayList<>();
    List<Handler> ons = new ArrayList<>();
    List<Handler> afters = new ArrayList<>();
    for (Handler handler : handlers) {
      // No pattern switch: the JVM would spin a class for it at each start.
      if (handler.role() instanceof Role.Before before) {
        (before.replaces() ? replacers : befores).add(handler);
      } else {
        (handler.role() instanceof Role.On ? ons : afters).add(handler);
      }
    }
    replacers.sort(
        (one, other) -> Integer.compare(one.options().priority(), other.options().priority()));
    return new HandlerPlan(
        replacers.toArray(NONE), befores.toArray(NONE), ons.toArray(NONE), afters.toArray(NONE));
  }

  Handler[] replacers() {
    return replacers;
  }

  Handler[] befores() {
    return befores;
  }

  Handler[] ons() {
    return ons;
  }

  Handler[] afters() {
    return afters;
  }

  /// Whether some before handler needs the deadline: one that is guarded by it, or is told of it in
  /// its payload.
  boolean timed() {
    return timed;
  }

  void enter() {
    if (this != EMPTY) {
      running.incrementAndGet();
    }
  }

  void leave() {
    if (this != EMPTY) {
      running.decrementAndGet();
    }
  }

  boolean isRunning() {
    return running.get() > 0;
  }

  boolean names(String connector) {
    return Stream.of(replacers, befores, ons, afters)
        .flatMap(Arrays::stream)
        .anyMatch(handler -> handler.connector().equals(connector));
  }

  boolean asksBefore() {
    return replacers.length + befores.length > 0;
  }

  /// Whether a handler of a pattern means `event`.
  static boolean means(Role role, Event<?, ?> event) {
    if (role instanceof Role.PayloadBefore before) {
      return before.pattern().matches(event) && !event.isNotice();
    }
    return role instanceof Role.PayloadAfter after && after.pattern().matches(event);
  }

  int size() {
    return replacers.length + befores.length + ons.length + afters.length;
  }
}
