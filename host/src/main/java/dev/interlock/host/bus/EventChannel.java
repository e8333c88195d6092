package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Preposition;
import dev.interlock.api.RefusedException;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// One defined event: its type, who defines it, how many dispatches are under way. Thread-safe.
final class EventChannel {

  private final Event<?, ?> event;
  private final ConnectorIdentity definer;
  private final boolean ofTheHost;
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

  EventChannel(Event<?, ?> event, ConnectorIdentity definer, EventTypes types) {
    this.event = event;
    this.definer = definer;
    this.ofTheHost = HostEvents.all().contains(event);
    this.mapping = types.mapping();
    this.schemas = types.schemas();
  }

  Event<?, ?> event() {
    return event;
  }

  ConnectorIdentity definer() {
    return definer;
  }

  boolean isOfTheHost() {
    return ofTheHost;
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

  /// Takes a place for one dispatch.
  ///
  /// @throws RefusedException where all are taken
  void enter() {
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
