package dev.interlock.host.delivery;

import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.Target;
import dev.interlock.api.settings.Rate;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Demand;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Over a store that never blocks: whoever hands a delivery over, or hears of the end of an
/// attempt, sends what may be sent, on its own thread. Thread-safe, never blocks.
final class DirectFlow implements Flow {

  /// So that a publisher is not kept for long: what follows goes on elsewhere.
  private static final int MOST_IN_A_ROW = 64;

  private static final long LEASE_SLACK = Duration.ofSeconds(5).toNanos();

  private final Engine engine;
  private final VolatileStore store;
  private final LaneTimers timers;
  private volatile boolean abandoned;

  DirectFlow(Engine engine, VolatileStore store) {
    this.engine = engine;
    this.store = store;
    this.timers = new LaneTimers(engine, store, this::pump);
    store.onDropped(this::dropped);
  }

  private void dropped(List<Leased> gone) {
    for (Leased leased : gone) {
      Lane lane = engine.lane(leased.target());
      if (lane != null) {
        Callbacks.ended(
            lane, leased, DeliveryState.DROPPED, "dropped", "the queue in memory is full");
      }
    }
  }

  @Override
  public void accept(List<Acceptance> deliveries) {
    store.accept(deliveries);
    for (Acceptance acceptance : deliveries) {
      Lane lane = engine.lane(acceptance.target());
      if (lane != null) {
        pump(lane);
      }
    }
  }

  @Override
  public void wake(Lane lane) {
    engine.time().elsewhere(() -> pump(lane));
  }

  /// Sends what may be sent now. An attempt that ends at once is dealt with in this loop, so that
  /// the stack doesn't grow.
  private void pump(Lane lane) {
    if (lane.hasLastTries() && lane.breaker().isOpen()) {
      remove(lane, DeliveryState.ABANDONED, "stopping", "the process stops");
    }
    for (int i = 0; i < MOST_IN_A_ROW; i++) {
      Lane.Registered registered = lane.registered();
      if (registered == null || lane.isShut() || !lane.enter()) {
        return;
      }
      if (!engine.permits().take(timers.waiter(lane))) {
        lane.leave();
        return;
      }
      if (!beginNext(lane, registered)) {
        engine.permits().give(1);
        lane.leave();
        if (!lane.starved()) {
          timers.plan(lane, registered.target());
          return;
        }
      }
    }
    wake(lane);
  }

  /// False where nothing began.
  private boolean beginNext(Lane lane, Lane.Registered registered) {
    Target target = registered.target();
    boolean guarded = target.flow().breaker() && lane.breaker().isOpen();
    if ((guarded && !lane.breaker().admits(engine.records().now())) || !hasCredit(lane, target)) {
      return false;
    }
    Duration lease = target.attemptLimit().plusNanos(LEASE_SLACK);
    Leased leased = takeNext(lane, target, lease);
    if (leased == null) {
      return false;
    }
    if (guarded && !lane.breaker().admit(engine.records().now(), lease)) {
      settle(lane, leased, Verdict.RELEASED);
      return false;
    }
    LaneBuffer.Waiting waiting = new LaneBuffer.Waiting(leased, engine.time().nanos());
    if (engine.attempts().begin(lane, registered, waiting, this::ended)) {
      return true;
    }
    settle(lane, leased, Verdict.RELEASED);
    return false;
  }

  /// Ends those whose time is over on the way.
  private @Nullable Leased takeNext(Lane lane, Target target, Duration lease) {
    List<Demand> demand = List.of(new Demand(lane.name(), 1, lease));
    while (true) {
      List<Leased> taken = store.lease(engine.settings().host(), demand);
      if (taken.isEmpty() || !taken.getFirst().expired()) {
        return taken.isEmpty() ? null : taken.getFirst();
      }
      settle(lane, taken.getFirst(), Verdict.expired(target));
    }
  }

  /// A rate's permit is taken only where something is due.
  private boolean hasCredit(Lane lane, Target target) {
    Rate rate = target.flow().rate();
    if (rate == null) {
      return true;
    }
    OptionalLong due = store.nextDue(lane.name());
    if (due.isEmpty() || due.getAsLong() - engine.time().nanos() > 0) {
      return false;
    }
    return store.takeRate(lane.name(), rate, 1) == 1;
  }

  private void settle(Lane lane, Leased leased, Verdict verdict) {
    if (!store.settle(List.of(new Settlement(leased, null, verdict.next()))).isEmpty()) {
      Lane.Registered registered = lane.registered();
      Callbacks.ended(
          lane,
          registered == null ? null : registered.transport(),
          leased,
          leased.attempts(),
          verdict);
    }
  }

  private void ended(Attempt attempt, AttemptResult result, boolean later) {
    Lane lane = attempt.lane();
    try {
      Aftermath.Ended judged = engine.aftermath().judge(attempt, result, engine.time().nanos());
      Aftermath.Ended ended =
          abandoned && !(result instanceof AttemptResult.Delivered) ? judged.abandoned() : judged;
      boolean counted = !store.settle(List.of(ended.settlement())).isEmpty();
      engine.aftermath().told(ended, counted);
    } finally {
      lane.leave();
      engine.permits().give(1);
    }
    if (later) {
      pump(lane);
    }
  }

  /// What waits has its last try at once; what can't be tried is abandoned.
  @Override
  public void stop() {
    for (Lane lane : engine.lanes()) {
      lane.lastTries();
      store.hurry(lane.name());
      if (lane.isShut()) {
        remove(lane, DeliveryState.ABANDONED, "stopping", "the process stops");
      } else {
        pump(lane);
      }
    }
  }

  /// Removes what waits, and tells.
  void remove(Lane lane, DeliveryState state, String cause, String message) {
    for (Leased leased : store.remove(lane.name())) {
      Callbacks.ended(lane, leased, state, cause, message);
    }
  }

  @Override
  public boolean isIdle() {
    for (Lane lane : engine.lanes()) {
      if (lane.inFlight() > 0 || store.nextDue(lane.name()).isPresent()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void abandon() {
    abandoned = true;
    for (Lane lane : engine.lanes()) {
      remove(lane, DeliveryState.ABANDONED, "stopping", "the process stops");
    }
    engine.attempts().abort();
  }

  void forget(Lane lane) {
    timers.forget(lane);
    store.forget(lane.name());
  }
}
