package dev.interlock.host.delivery;

import dev.interlock.host.delivery.DeliveryStore.Settlement;
import io.micrometer.core.instrument.DistributionSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records results in batches: what comes while one batch is committed makes the next. Bounded by
/// the attempts that a host makes at once, since a result holds its attempt's permit until it is
/// recorded. While the store can't be reached results wait; after five minutes they are given up,
/// and what they were about is delivered again when its lease has ended. Thread-safe; `add` never
/// blocks.
final class Settler {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.delivery");
  private static final int MOST_AT_ONCE = 500;
  private static final long TRY_AGAIN = Duration.ofSeconds(1).toNanos();
  private static final long GIVE_UP = Duration.ofMinutes(5).toNanos();

  private final DeliveryStore store;
  private final DeliveryTime time;
  private final BiConsumer<Result, Boolean> recorded;
  private final DistributionSummary sizes;
  private final Rounds rounds;
  private final Queue<Result> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();

  /// What is to be recorded, and what then follows.
  ///
  /// @param addedAt by the ticker
  /// @param then with whether it counted
  record Result(Lane lane, Settlement settlement, long addedAt, BiConsumer<Result, Boolean> then) {}

  /// @param recorded called for each result after its own `then`
  Settler(Engine engine, DistributionSummary sizes, BiConsumer<Result, Boolean> recorded) {
    this.store = engine.store();
    this.time = engine.time();
    this.recorded = recorded;
    this.sizes = sizes;
    this.rounds = new Rounds(time::elsewhere, this::round);
  }

  void add(Result result) {
    open.incrementAndGet();
    waiting.add(result);
    rounds.signal();
  }

  /// Not yet recorded.
  int open() {
    return open.get();
  }

  private void round() {
    while (true) {
      List<Result> batch = new ArrayList<>();
      for (Result next = waiting.poll(); next != null; next = waiting.poll()) {
        batch.add(next);
        if (batch.size() == MOST_AT_ONCE) {
          break;
        }
      }
      if (batch.isEmpty() || !settle(batch)) {
        return;
      }
    }
  }

  /// False where it failed, and is tried again later.
  private boolean settle(List<Result> batch) {
    Set<Long> counted;
    try {
      counted = store.settle(batch.stream().map(Result::settlement).toList());
    } catch (RuntimeException failure) {
      LOG.warn("results={} not recorded yet: {}", batch.size(), failure.toString());
      long now = time.nanos();
      for (Result result : batch) {
        if (now - result.addedAt() > GIVE_UP) {
          end(result, false);
        } else {
          waiting.add(result);
        }
      }
      time.later(TRY_AGAIN, rounds::signal);
      return false;
    }
    sizes.record(batch.size());
    for (Result result : batch) {
      end(result, counted.contains(result.settlement().leased().number()));
    }
    return true;
  }

  private void end(Result result, boolean counted) {
    try {
      result.then().accept(result, counted);
    } catch (RuntimeException failure) {
      LOG.warn("target={} after a result was recorded", result.lane().name(), failure);
    } finally {
      open.decrementAndGet();
      recorded.accept(result, counted);
    }
  }

  /// Gives up what could not be recorded.
  void abandon() {
    for (Result left = waiting.poll(); left != null; left = waiting.poll()) {
      open.decrementAndGet();
    }
  }
}
