package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.host.bus.Handler.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Who handles one event in one generation, in the order of their phases. Immutable; a dispatch
/// takes a place in it, and keeps it to its end.
final class HandlerPlan {

  private static final Handler[] NONE = {};

  private final Generation generation;
  private final EventChannel channel;
  private final Handler[] replacers;
  private final Handler[] befores;
  private final Handler[] ons;
  private final Handler[] afters;
  private final boolean timed;

  private HandlerPlan(
      Generation generation,
      EventChannel channel,
      List<Handler> befores,
      List<Handler> ons,
      List<Handler> afters) {
    this.generation = generation;
    this.channel = channel;
    this.replacers = befores.stream().filter(HandlerPlan::replaces).toArray(Handler[]::new);
    this.befores = befores.stream().filter(handler -> !replaces(handler)).toArray(Handler[]::new);
    this.ons = ons.toArray(NONE);
    this.afters = afters.toArray(NONE);
    Arrays.sort(
        replacers,
        (one, other) -> Integer.compare(one.options().priority(), other.options().priority()));
    this.timed = befores.stream().anyMatch(HandlerPlan::needsDeadline);
  }

  private static boolean needsDeadline(Handler before) {
    return !before.options().inline() || before.role() instanceof Role.PayloadBefore;
  }

  private static boolean replaces(Handler handler) {
    return handler.role() instanceof Role.Before before && before.replaces();
  }

  /// @param handlers of the event, in registration order
  static HandlerPlan of(Generation generation, EventChannel channel, List<Handler> handlers) {
    List<Handler> befores = new ArrayList<>();
    List<Handler> ons = new ArrayList<>();
    List<Handler> afters = new ArrayList<>();
    for (Handler handler : handlers) {
      // No pattern switch: the JVM would spin a class for it at each start.
      if (handler.role() instanceof Role.Before) {
        befores.add(handler);
      } else {
        (handler.role() instanceof Role.On ? ons : afters).add(handler);
      }
    }
    return new HandlerPlan(generation, channel, befores, ons, afters);
  }

  Generation generation() {
    return generation;
  }

  EventChannel channel() {
    return channel;
  }

  /// Gives a place back.
  void leave() {
    channel.leave();
    generation.dispatches().leave();
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
