package dev.interlock.host.delivery;

import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.Target;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import dev.interlock.host.store.CrashPoint;
import io.micrometer.core.instrument.DistributionSummary;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Over a store whose calls block: one leaser takes what all hungry targets can begin in one call,
/// attempts run on the threads of the transports, one settler records results in batches.
/// Thread-safe; only `accept` blocks.
final class BatchFlow implements Flow {

  private final Engine engine;
  private final Settler settler;
  private final Leaser leaser;
  private final RateCredits credits;
  private final EarlyLeases early;

  /// Of bodies that are leased.
  private final AtomicLong bytes = new AtomicLong();

  private volatile boolean stopped;
  private volatile boolean abandoned;

  BatchFlow(Engine engine) {
    this.engine = engine;
    this.settler =
        new Settler(
            engine, sizes(engine, "settle.size", "Results recorded by one call."), this::recorded);
    this.leaser =
        new Leaser(engine, this, sizes(engine, "lease.size", "Deliveries leased by one call."));
    this.credits = new RateCredits(engine, leaser.timer());
    this.early = new EarlyLeases(engine, this);
    engine.store().onWake(this::woken);
    leaser.start();
  }

  private static DistributionSummary sizes(Engine engine, String name, String what) {
    return DistributionSummary.builder("interlock.delivery." + name)
        .description(what)
        .register(engine.meters().registry());
  }

  private void woken(Set<String> targets) {
    leaser.staleRecords();
    for (String target : targets) {
      Lane lane = engine.lane(target);
      if (lane != null) {
        lane.buffer().hungry(true);
      }
    }
    leaser.signal();
  }

  @Override
  public void accept(List<Acceptance> deliveries) {
    for (Acceptance acceptance : early.accept(deliveries)) {
      Lane lane = engine.lane(acceptance.target());
      if (lane != null) {
        lane.buffer().hungry(true);
        if (acceptance.delivery().delay().isPositive()) {
          leaser.expect(lane, acceptance.delivery().delay());
        }
      }
    }
    leaser.signal();
    if (stopped) {
      stop(); // what was leased meanwhile is given back
    }
  }

  @Override
  public void wake(Lane lane) {
    lane.buffer().hungry(true);
    leaser.signal();
  }

  /// Takes charge of what was leased; its permits are taken.
  void leased(Lane lane, Leased leased, long now) {
    charge(lane, leased.delivery());
    lane.buffer().add(leased, now);
  }

  /// Counts one that is leased, or is about to be.
  void charge(Lane lane, NewDelivery delivery) {
    lane.buffer().held().incrementAndGet();
    bytes.addAndGet(delivery.body().length);
  }

  /// It isn't any more; its permit is given back.
  void discharge(Lane lane, NewDelivery delivery) {
    bytes.addAndGet(-delivery.body().length);
    lane.buffer().held().decrementAndGet();
    engine.permits().give(1);
  }

  long bytes() {
    return bytes.get();
  }

  boolean isStopped() {
    return stopped;
  }

  /// Begins what is leased and may go now.
  ///
  /// @param mayBlock whether the store may be asked
  void serve(Lane lane, boolean mayBlock) {
    Lane.Registered registered = lane.registered();
    while (registered != null && !stopped && !lane.isShut() && lane.enter()) {
      LaneBuffer.Waiting next = lane.buffer().poll();
      if (next == null) {
        lane.leave();
        if (lane.starved() && lane.buffer().size() > 0) {
          continue;
        }
        return;
      }
      if (next.leased().expired()) {
        lane.leave();
        settle(lane, next.leased(), Verdict.expired(registered.target()));
      } else if (engine.time().nanos() - next.at() > Demands.LONGEST_WAIT) {
        // The process was stopped, or starved: its lease may have ended, and its key gone on.
        lane.leave();
        settle(lane, next.leased(), Verdict.RELEASED);
        lane.buffer().hungry(true);
      } else if (admits(lane, registered.target(), mayBlock)) {
        begin(lane, registered, next);
      } else {
        lane.buffer().giveBack(next);
        lane.leave();
        if (!mayBlock) {
          leaser.signal();
        }
        return;
      }
    }
  }

  private void begin(Lane lane, Lane.Registered registered, LaneBuffer.Waiting next) {
    if (!engine.attempts().begin(lane, registered, next, this::ended)) {
      lane.leave();
      settle(lane, next.leased(), Verdict.RELEASED);
    }
  }

  private boolean admits(Lane lane, Target target, boolean mayBlock) {
    boolean guarded = target.flow().breaker() && lane.breaker().isOpen();
    if ((guarded && !mayBlock) || !credits.take(lane, target, mayBlock)) {
      return false;
    }
    if (!guarded) {
      return true;
    }
    if (!lane.breaker().admit(engine.records().now(), target.attemptLimit().plus(Demands.SLACK))) {
      return false;
    }
    // where another host was faster, the probe is that host's
    if (engine.records().change(lane.name(), lane.breaker()::onto)) {
      return true;
    }
    lane.breaker().merge(engine.records().of(lane.name()));
    return false;
  }

  private void ended(Attempt attempt, AttemptResult result, boolean later) {
    CrashPoint.SENT.pass();
    if (abandoned) {
      return;
    }
    Lane lane = attempt.lane();
    long now = engine.time().nanos();
    Aftermath.Ended ended = engine.aftermath().judge(attempt, result, now);
    if (ended.verdict().next() instanceof DeliveryStore.Next.Again(var delay)) {
      leaser.expect(lane, delay);
    }
    settler.add(
        new Settler.Result(
            lane,
            ended.settlement(),
            now,
            (_, counted) -> engine.aftermath().told(ended, counted)));
    lane.leave();
    if (later) {
      serve(lane, false);
      if (lane.buffer().size() == 0) {
        leaser.signal();
      }
    }
  }

  /// Without an attempt.
  void settle(Lane lane, Leased leased, Verdict verdict) {
    Settlement settlement = new Settlement(leased, null, verdict.next());
    settler.add(
        new Settler.Result(
            lane,
            settlement,
            engine.time().nanos(),
            (_, counted) -> {
              if (counted) {
                Lane.Registered registered = lane.registered();
                Callbacks.ended(
                    lane,
                    registered == null ? null : registered.transport(),
                    leased,
                    leased.attempts(),
                    verdict);
              }
            }));
  }

  private void recorded(Settler.Result result, boolean counted) {
    Leased leased = result.settlement().leased();
    discharge(result.lane(), leased.delivery());
    if (leased.delivery().orderKey() != null) {
      result.lane().buffer().hungry(true); // the next of its key may go
    }
    leaser.signal();
  }

  /// What has begun ends; what has not is given back.
  @Override
  public void stop() {
    stopped = true;
    for (Lane lane : engine.lanes()) {
      lane.buffer().removeAll().forEach(leased -> settle(lane, leased, Verdict.RELEASED));
    }
  }

  @Override
  public boolean isIdle() {
    return !leaser.isBusy()
        && settler.open() == 0
        && engine.lanes().stream().allMatch(lane -> lane.buffer().held().get() == 0);
  }

  /// What was still under way is given up: it is delivered again when its lease has ended.
  @Override
  public void abandon() {
    abandoned = true;
    settler.abandon();
    engine.attempts().abort();
  }
}
