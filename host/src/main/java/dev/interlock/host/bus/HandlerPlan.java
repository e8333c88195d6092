package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.host.bus.Handler.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Who handles one event, in the order of their phases. Immutable: a dispatch keeps the plan that it began with.
///
/// @param timed whether some before handler needs the deadline: one that is guarded by it, or is told of it in its payload
record HandlerPlan(
    Handler[] replacers, Handler[] befores, Handler[] ons, Handler[] afters, boolean timed) {

  private static final Handler[] NONE = {};

  static final HandlerPlan EMPTY = of(List.of());

  /// @param handlers of one event, in registration order
  static HandlerPlan of(List<Handler> handlers) {
    List<Handler> replacers = new ArrayList<>();
    List<Handler> befores = new ArrayList<>();
    List<Handler> ons = new ArrayList<>();
    List<Handler> afters = new ArrayList<>();
    for (Handler handler : handlers) {
      switch (handler.role()) {
        case Role.Before before -> (before.replaces() ? replacers : befores).add(handler);
        case Role.On _ -> ons.add(handler);
        case Role.After _ -> afters.add(handler);
      }
    }
    boolean timed =
        Stream.concat(replacers.stream(), befores.stream()).anyMatch(HandlerPlan::needsDeadline);
    replacers.sort(Comparator.comparingInt(handler -> handler.options().priority()));
    return new HandlerPlan(
        replacers.toArray(NONE),
        befores.toArray(NONE),
        ons.toArray(NONE),
        afters.toArray(NONE),
        timed);
  }

  private static boolean needsDeadline(Handler before) {
    return !before.options().inline() || before.role() instanceof Role.PayloadBefore;
  }

  boolean asksBefore() {
    return replacers.length + befores.length > 0;
  }

  /// Whether a handler of a pattern means `event`.
  static boolean means(Role role, Event<?, ?> event) {
    return switch (role) {
      case Role.PayloadBefore payload -> payload.pattern().matches(event) && !event.isNotice();
      case Role.PayloadAfter payload -> payload.pattern().matches(event);
      case Role.TypedBefore _, Role.TypedAfter _, Role.On _ -> false;
    };
  }

  int size() {
    return replacers.length + befores.length + ons.length + afters.length;
  }
}
