package dev.interlock.host.delivery;

import dev.interlock.host.delivery.DeliveryStore.Demand;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import io.micrometer.core.instrument.DistributionSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leases for all hungry targets in one call, when something woke it: a delivery that was accepted,
/// a place that became free, a retry whose time has come, the store's word, or a second that has
/// passed. Its rounds run one after another. Thread-safe.
final class Leaser {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.delivery");
  private static final long POLL = Duration.ofSeconds(1).toNanos();

  private final Engine engine;
  private final BatchFlow flow;
  private final DistributionSummary sizes;
  private final Rounds rounds;
  private final AttemptPermits.Waiter waiter;
  private final SoonestTimer timer;

  private volatile boolean staleRecords = true;

  // Of the rounds alone.
  private int first;
  private long pollAt;
  private long notBefore;
  private boolean failing;

  Leaser(Engine engine, BatchFlow flow, DistributionSummary sizes) {
    this.engine = engine;
    this.flow = flow;
    this.sizes = sizes;
    this.rounds = new Rounds(engine.time()::elsewhere, this::round);
    this.waiter = new AttemptPermits.Waiter(rounds::signal);
    this.timer = new SoonestTimer(engine.time(), POLL, rounds::signal); // the poll comes after it
    this.pollAt = engine.time().nanos();
    this.notBefore = pollAt;
  }

  void start() {
    poll();
  }

  private void poll() {
    if (!flow.isStopped()) {
      signal();
      engine.time().later(POLL, this::poll);
    }
  }

  void signal() {
    rounds.signal();
  }

  SoonestTimer timer() {
    return timer;
  }

  boolean isBusy() {
    return rounds.isBusy();
  }

  /// What is known of targets is to be read again.
  void staleRecords() {
    staleRecords = true;
  }

  /// Something of this target will be due then.
  void expect(Lane lane, Duration delay) {
    long now = engine.time().nanos();
    long at = now + Math.min(delay.toNanos(), Duration.ofDays(1).toNanos());
    lane.buffer().hungryAt(at);
    timer.at(at, now);
  }

  private void round() {
    try {
      long now = engine.time().nanos();
      if (flow.isStopped() || now - notBefore < 0) {
        return;
      }
      refresh();
      List<Lane> lanes = inTurn();
      if (now - pollAt >= 0) {
        pollAt = now + POLL;
        lanes.forEach(lane -> lane.buffer().hungry(true));
      }
      lanes.forEach(lane -> serve(lane, now));
      lease(lanes, now);
      failing = false;
      if (flow.isStopped()) {
        flow.stop(); // what came meanwhile is given back
      }
    } catch (RuntimeException failure) {
      failed(failure);
    }
  }

  private void failed(RuntimeException failure) {
    notBefore = engine.time().nanos() + POLL;
    if (failing) {
      LOG.debug("still nothing leased", failure);
    } else {
      LOG.warn("nothing leased: {}; tried again every second", failure.toString());
    }
    failing = true;
  }

  private void refresh() {
    if (staleRecords) {
      staleRecords = false;
      engine.records().refresh();
      engine.lanes().forEach(lane -> lane.breaker().merge(lane.record()));
    }
  }

  /// Each round another one is the first.
  private List<Lane> inTurn() {
    List<Lane> lanes = new ArrayList<>(engine.lanes());
    lanes.removeIf(lane -> !engine.settings().only().test(lane.name()));
    if (!lanes.isEmpty()) {
      first = (first + 1) % lanes.size();
      Collections.rotate(lanes, first);
    }
    return lanes;
  }

  private void serve(Lane lane, long now) {
    flow.serve(lane, true);
    boolean stuck =
        lane.isShut()
            || (lane.breaker().isOpen() && !lane.breaker().admits(engine.records().now()));
    List<Leased> back =
        stuck ? lane.buffer().removeAll() : lane.buffer().removeOlder(now - Demands.LONGEST_WAIT);
    for (Leased leased : back) {
      flow.settle(lane, leased, Verdict.RELEASED);
      lane.buffer().hungry(true);
    }
  }

  private void lease(List<Lane> lanes, long now) {
    if (!engine.settings().leases()) {
      return;
    }
    Instant instant = engine.records().now();
    List<Demands.Wish> wishes = Demands.of(lanes, now, instant);
    long affordable = engine.settings().bounds().bytes() - flow.bytes();
    if (wishes.isEmpty() || affordable <= 0) {
      return;
    }
    int wanted = wishes.stream().mapToInt(Demands.Wish::most).sum();
    int permits = engine.permits().take(waiter, wanted);
    int used = 0;
    try {
      List<Demand> demands = Demands.share(wishes, permits, affordable);
      if (!demands.isEmpty()) {
        used = lease(demands);
      }
    } finally {
      engine.permits().give(permits - used);
    }
  }

  private int lease(List<Demand> demands) {
    Map<String, Integer> missing = new HashMap<>();
    for (Demand demand : demands) {
      Lane lane = engine.lane(demand.target());
      if (lane != null) {
        lane.buffer().hungry(false);
      }
      missing.put(demand.target(), demand.most());
    }
    long now = engine.time().nanos(); // of before: no lease ends earlier than is thought here
    List<Leased> leased = engine.store().lease(engine.settings().host(), demands);
    if (!leased.isEmpty()) {
      sizes.record(leased.size());
    }
    int used = 0;
    for (Leased each : leased) {
      Lane lane = engine.lane(each.target());
      if (lane != null) {
        flow.leased(lane, each, now);
        missing.merge(each.target(), -1, Integer::sum);
        used++;
      }
    }
    for (Map.Entry<String, Integer> rest : missing.entrySet()) {
      Lane lane = engine.lane(rest.getKey());
      if (lane != null) {
        boolean all = rest.getValue() == 0; // that it asked for: there may be more
        lane.buffer().behind(all);
        if (all) {
          lane.buffer().hungry(true);
        }
        flow.serve(lane, true);
      }
    }
    return used;
  }
}
