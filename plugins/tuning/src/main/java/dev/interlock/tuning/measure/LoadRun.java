package dev.interlock.tuning.measure;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// One open-loop load. Requests leave when they are due, whatever the answers do; beyond
/// `concurrency` late ones wait, and latency counts from when each was due, so a stall shows in
/// full (no coordinated omission). Memory is bounded by `concurrency`: what waits is only a number.
/// `close` stops it at once and aborts what is under way. Thread-safe; used once.
final class LoadRun implements AutoCloseable {

  /// The shortest time between two looks at what is due.
  private static final long TICK_NANOS = 200_000;

  /// While only answers can bring the load on, each of which looks for itself.
  private static final long WAIT_NANOS = 5_000_000;

  private final LoadPlan plan;
  private final Egress egress;
  private final EgressRequest request;
  private final ScheduledExecutorService clockwork;
  private final TallyKeeper keeper;
  private final long start = System.nanoTime();
  private final AtomicLong next = new AtomicLong();
  private final AtomicInteger pumping = new AtomicInteger();
  private final Map<Long, CompletableFuture<EgressReply>> underWay = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;

  /// Starts at once. `clockwork` is shut down by its owner after `close`.
  LoadRun(LoadPlan plan, Egress egress, EgressRequest request, ScheduledExecutorService clockwork) {
    this.plan = plan;
    this.egress = egress;
    this.request = request;
    this.clockwork = clockwork;
    this.keeper = new TallyKeeper(plan);
    tick();
  }

  /// Waits for the end, no longer than this; whether it came.
  boolean await(long millis) throws InterruptedException {
    return ended.await(millis, TimeUnit.MILLISECONDS);
  }

  long elapsedNanos() {
    return System.nanoTime() - start;
  }

  TallyKeeper keeper() {
    return keeper;
  }

  private void tick() {
    if (closed || ended.getCount() == 0) {
      return;
    }
    pump();
    var _ = clockwork.schedule(this::tick, Math.max(untilNext(), TICK_NANOS), TimeUnit.NANOSECONDS);
  }

  private long untilNext() {
    if (next.get() >= plan.totalRequests() || underWay.size() >= plan.concurrency()) {
      return WAIT_NANOS;
    }
    return Math.min(plan.dueAt(next.get()), lastDeparture()) - elapsedNanos();
  }

  /// Sends all that is due. Any thread may call; one at a time works, so an answer that is there at
  /// once can't recurse.
  private void pump() {
    if (pumping.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      sendDue();
      seen = pumping.addAndGet(-seen);
    }
  }

  private void sendDue() {
    long total = plan.totalRequests();
    while (!closed
        && next.get() < total
        && underWay.size() < plan.concurrency()
        && elapsedNanos() < lastDeparture()
        && plan.dueAt(next.get()) <= elapsedNanos()) {
      send(next.getAndIncrement());
    }
    if (closed
        || ended.getCount() == 0
        || (next.get() < total && elapsedNanos() < lastDeparture())) {
      return;
    }
    while (next.get() < total) {
      keeper.unsent(next.getAndIncrement(), elapsedNanos());
    }
    if (underWay.isEmpty() && elapsedNanos() >= plan.recordUntil()) {
      ended.countDown();
    } else if (elapsedNanos() > lastDeparture() + 2 * plan.timeout().toNanos()) {
      underWay.values().forEach(exchange -> exchange.cancel(true));
    }
  }

  private long lastDeparture() {
    return plan.recordUntil() + plan.timeout().toNanos();
  }

  private void send(long index) {
    CompletableFuture<EgressReply> exchange = begin();
    underWay.put(index, exchange);
    var _ =
        exchange.whenComplete(
            (reply, failure) -> {
              if (!closed) {
                keeper.ended(index, elapsedNanos(), reply, failure);
              }
              underWay.remove(index);
              pump();
            });
    if (closed) {
      exchange.cancel(true);
    }
  }

  private CompletableFuture<EgressReply> begin() {
    try {
      return egress.send(request);
    } catch (RuntimeException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  @Override
  public void close() {
    closed = true;
    underWay.values().forEach(exchange -> exchange.cancel(true));
    ended.countDown();
  }
}
