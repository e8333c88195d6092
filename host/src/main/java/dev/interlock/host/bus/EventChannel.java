package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Preposition;
import dev.interlock.api.RefusedException;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// One defined event: its type, who defines it, who handles it, how many dispatches are under way.
/// Thread-safe.
final class EventChannel {

  private final Event<?, ?> event;
  private final ConnectorIdentity definer;
  private final TypeMapping mapping;
  private final EventSchemas schemas;

  /// Looked for when a value first comes; whoever looks finds the same.
  private @Nullable Boolean constrained;

  private volatile @Nullable PayloadFrame beforeFrame;
  private volatile @Nullable PayloadFrame afterFrame;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder completed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private volatile HandlerPlan plan = HandlerPlan.EMPTY;

  /// Guarded by `this`: earlier plans that some dispatch still goes by.
  private final List<HandlerPlan> retired = new ArrayList<>();

  EventChannel(Event<?, ?> event, ConnectorIdentity definer, EventTypes types) {
    this.event = event;
    this.definer = definer;
    this.mapping = types.mapping();
    this.schemas = types.schemas();
  }

  Event<?, ?> event() {
    return event;
  }

  ConnectorIdentity definer() {
    return definer;
  }

  TypeMapping mapping() {
    return mapping;
  }

  EventSchemas schemas() {
    return schemas;
  }

  /// @throws InvalidInputException naming every violation
  void validate(@Nullable Object input) {
    Boolean known = constrained;
    if (known == null) {
      known = event.hasInput() && mapping.constrained(event.inputType());
      constrained = known;
    }
    if (known) {
      mapping.validate(event.name(), input, event.inputType());
    }
  }

  /// An input that came as JSON.
  ///
  /// @throws InvalidInputException naming each path that is wrong
  @Nullable Object read(byte[] json) {
    return mapping.read(event.name(), json, event.inputType());
  }

  /// As it was last put together.
  @Nullable PayloadFrame frame(Preposition preposition) {
    return preposition == Preposition.BEFORE ? beforeFrame : afterFrame;
  }

  void frame(Preposition preposition, PayloadFrame frame) {
    if (preposition == Preposition.BEFORE) {
      beforeFrame = frame;
    } else {
      afterFrame = frame;
    }
  }

  HandlerPlan plan() {
    return plan;
  }

  synchronized void plan(HandlerPlan changed) {
    retired.add(plan);
    plan = changed;
    retired.removeIf(earlier -> !earlier.isRunning());
  }

  /// Whether a dispatch is under way that has a handler of `connector`.
  synchronized boolean isHandling(String connector) {
    return (plan.isRunning() && plan.names(connector))
        || retired.stream().anyMatch(earlier -> earlier.isRunning() && earlier.names(connector));
  }

  /// Takes a place for one dispatch, which goes by the plan returned.
  ///
  /// @throws RefusedException where all are taken
  HandlerPlan enter() {
    if (waiting.incrementAndGet() > BusSettings.MAX_WAITING) {
      waiting.decrementAndGet();
      refused.increment();
      throw new RefusedException(
          RefusedException.Code.BUSY,
          event.name()
              + ": "
              + BusSettings.MAX_WAITING
              + " dispatches are under way; try again later");
    }
    while (true) {
      HandlerPlan current = plan;
      current.enter();
      if (current == plan) {
        return current;
      }
      current.leave();
    }
  }

  void leave(HandlerPlan entered) {
    entered.leave();
    waiting.decrementAndGet();
  }

  int waiting() {
    return waiting.get();
  }

  LongAdder completed() {
    return completed;
  }

  LongAdder cancelled() {
    return cancelled;
  }

  LongAdder failed() {
    return failed;
  }

  LongAdder refused() {
    return refused;
  }
}
