package dev.interlock.host.delivery;

import dev.interlock.host.delivery.DeliveryStore.Leased;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What is leased for one target and has not begun, and what the leaser remembers of it.
/// Thread-safe, never blocks.
final class LaneBuffer {

  /// Guarded by this.
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger credits = new AtomicInteger();
  private volatile boolean hungry = true;
  private volatile boolean behind = true;
  private volatile long hungryAt = Long.MAX_VALUE;
  private volatile long noRateBefore;
  private volatile long averageBytes = 16 << 10;

  /// @param at the ticker's time of the lease
  record Waiting(Leased leased, long at) {}

  synchronized void add(Leased leased, long now) {
    waiting.addLast(new Waiting(leased, now));
    int bytes = leased.delivery().body().length;
    averageBytes += (bytes - averageBytes) / 8;
  }

  synchronized @Nullable Waiting poll() {
    return waiting.pollFirst();
  }

  synchronized void giveBack(Waiting first) {
    waiting.addFirst(first);
  }

  synchronized int size() {
    return waiting.size();
  }

  /// Removes those leased before `at`.
  synchronized List<Leased> removeOlder(long at) {
    List<Leased> older = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.getFirst().at() - at < 0) {
      older.add(waiting.removeFirst().leased());
    }
    return older;
  }

  synchronized List<Leased> removeAll() {
    List<Leased> all = waiting.stream().map(Waiting::leased).toList();
    waiting.clear();
    return all;
  }

  /// Leased and not yet settled.
  AtomicInteger held() {
    return held;
  }

  /// Attempts that the rate allows already.
  AtomicInteger credits() {
    return credits;
  }

  /// Whether there may be more in the store.
  boolean isHungry(long now) {
    if (now - hungryAt >= 0 && hungryAt != Long.MAX_VALUE) {
      hungryAt = Long.MAX_VALUE;
      hungry = true;
    }
    return hungry;
  }

  void hungry(boolean changed) {
    hungry = changed;
  }

  /// Whether more waits in the store than this host could lease when it last asked, or would have.
  boolean isBehind() {
    return behind;
  }

  void behind(boolean changed) {
    behind = changed;
  }

  /// There will be something at this time.
  synchronized void hungryAt(long at) {
    if (hungryAt == Long.MAX_VALUE || at - hungryAt < 0) {
      hungryAt = at;
    }
  }

  long noRateBefore() {
    return noRateBefore;
  }

  void noRateBefore(long at) {
    noRateBefore = at;
  }

  long averageBytes() {
    return Math.max(1, averageBytes);
  }
}
