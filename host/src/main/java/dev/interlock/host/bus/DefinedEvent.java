package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.api.EventPayload;
import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import dev.interlock.api.PublishOptions;
import dev.interlock.host.schema.EventSchemas;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be asked of an event from outside the bus.
public final class DefinedEvent {

  private final EventChannel channel;
  private final HandlerPlan plan;

  DefinedEvent(HandlerPlan plan) {
    this.channel = plan.channel();
    this.plan = plan;
  }

  public Event<?, ?> type() {
    return channel.event();
  }

  public String definedBy() {
    return channel.definer().name();
  }

  /// Who handles it, in the order of the phases.
  public List<HandlerName> handlers() {
    List<HandlerName> names = new ArrayList<>(plan.size());
    add(names, Preposition.BEFORE, plan.replacers());
    add(names, Preposition.BEFORE, plan.befores());
    add(names, Preposition.ON, plan.ons());
    add(names, Preposition.AFTER, plan.afters());
    return names;
  }

  /// @param by `CONNECTOR/HANDLER`
  public record HandlerName(Preposition preposition, String by) {}

  private static void add(List<HandlerName> names, Preposition preposition, Handler[] handlers) {
    for (Handler handler : handlers) {
      names.add(new HandlerName(preposition, handler.by()));
    }
  }

  /// What a handler may hook: a notice has no before.
  public List<Preposition> prepositions() {
    return type().isNotice()
        ? List.of(Preposition.AFTER)
        : List.of(Preposition.BEFORE, Preposition.ON, Preposition.AFTER);
  }

  public EventSchemas schemas() {
    return channel.schemas();
  }

  /// How its dispatches ended since the start.
  public Counts counts() {
    return new Counts(
        channel.completed().sum(),
        channel.cancelled().sum(),
        channel.failed().sum(),
        channel.refused().sum(),
        channel.waiting());
  }

  public record Counts(long completed, long cancelled, long failed, long refused, int waiting) {}

  /// A body that was never published, for dry runs: from `input`, or from an example where it is
  /// null.
  EventPayload sample(EventBus bus, Preposition preposition, @Nullable Json input) {
    byte[] json = input == null ? channel.schemas().sampleInput(type()) : input.utf8();
    Object bound = channel.read(json);
    Dispatch never = new Dispatch(bus, plan, bound, PublishOptions.DEFAULT, Origin.OUTSIDE);
    channel.validate(bound);
    if (preposition == Preposition.BEFORE) {
      return never.beforePayload(bound);
    }
    Object result =
        type().hasResult()
            ? channel
                .mapping()
                .read(type().name(), channel.schemas().sampleResult(type()), type().resultType())
            : null;
    OnPhase.Answer answer = new OnPhase.Answer(definedBy(), result, null);
    return never.afterPayload(OnPhase.Answers.of(List.of(answer)));
  }
}
