package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.NotStoredException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Puts what many callers hand over at the same time into one transaction: while one commits, the
/// next batch forms. A batch holds at most so many deliveries and bytes. What waits is bounded by
/// the callers, each of which waits for its own. Calls are stored in the order in which they came.
/// Thread-safe.
final class AcceptBatcher {

  private static final int MOST_ROWS = 1000;
  private static final long MOST_BYTES = 8 << 20;

  private record Call(List<Arrival> arrivals, CompletableFuture<@Nullable Void> stored) {
    long bytes() {
      return arrivals.stream().mapToLong(arrival -> arrival.delivery().body().length).sum();
    }
  }

  private final Function<List<List<Arrival>>, List<@Nullable NotStoredException>> flush;
  private final Object lock = new Object();
  // guarded by lock
  private final Deque<Call> waiting = new ArrayDeque<>();
  private boolean flushing;

  /// @param flush stores calls; gives for each what it failed by, or null
  AcceptBatcher(Function<List<List<Arrival>>, List<@Nullable NotStoredException>> flush) {
    this.flush = flush;
  }

  /// Returns when they are stored.
  ///
  /// @throws NotStoredException where they are not
  void accept(List<Arrival> arrivals) {
    Call call = new Call(arrivals, new CompletableFuture<>());
    boolean first;
    synchronized (lock) {
      waiting.add(call);
      first = !flushing;
      flushing = true;
    }
    if (first) {
      Thread.ofVirtual().name("accept-deliveries").start(this::flushAll);
    }
    try {
      call.stored.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new NotStoredException(String.valueOf(cause.getMessage()), cause);
    }
  }

  private void flushAll() {
    for (List<Call> batch = next(); !batch.isEmpty(); batch = next()) {
      flush(batch);
    }
  }

  private List<Call> next() {
    List<Call> batch = new ArrayList<>();
    int rows = 0;
    long bytes = 0;
    synchronized (lock) {
      while (!waiting.isEmpty() && (batch.isEmpty() || (rows < MOST_ROWS && bytes < MOST_BYTES))) {
        Call call = waiting.remove();
        batch.add(call);
        rows += call.arrivals.size();
        bytes += call.bytes();
      }
      flushing = !batch.isEmpty();
    }
    return batch;
  }

  private void flush(List<Call> batch) {
    try {
      List<@Nullable NotStoredException> failures =
          flush.apply(batch.stream().map(Call::arrivals).toList());
      for (int i = 0; i < batch.size(); i++) {
        finish(batch.get(i), failures.get(i));
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(call -> finish(call, e));
    }
  }

  private static void finish(Call call, @Nullable Throwable failure) {
    if (failure == null) {
      call.stored.complete(null);
    } else {
      call.stored.completeExceptionally(failure);
    }
  }
}
