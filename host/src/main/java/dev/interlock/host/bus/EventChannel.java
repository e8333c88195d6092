package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.api.RefusedException;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// One defined event: its type, who defines it, who handles it, how many dispatches are under way. Thread-safe.
final class EventChannel {

  private final Event<?, ?> event;
  private final ConnectorIdentity definer;
  private final TypeMapping mapping;
  private final EventSchemas schemas;
  private final boolean constrained;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder completed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private volatile HandlerPlan plan = HandlerPlan.EMPTY;

  EventChannel(Event<?, ?> event, ConnectorIdentity definer, EventTypes types) {
    this.event = event;
    this.definer = definer;
    this.mapping = types.mapping();
    this.schemas = types.schemas();
    this.constrained = event.hasInput() && mapping.constrained(event.inputType());
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

  boolean constrained() {
    return constrained;
  }

  HandlerPlan plan() {
    return plan;
  }

  void plan(HandlerPlan changed) {
    plan = changed;
  }

  /// Takes a place for one dispatch.
  ///
  /// @throws RefusedException where all are taken
  void enter() {
    if (waiting.incrementAndGet() > BusSettings.MAX_WAITING) {
      waiting.decrementAndGet();
      refused.increment();
      throw new RefusedException(
          event.name() + ": " + BusSettings.MAX_WAITING + " dispatches are under way; try again later");
    }
  }

  void leave() {
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
