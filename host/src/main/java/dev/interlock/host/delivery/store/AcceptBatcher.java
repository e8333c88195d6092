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

  /// What became of a call.
  ///
  /// @param leased the number of each of its deliveries that was leased, in their order; 0 for one
  ///   that was not
  /// @param failure what nothing of it was stored by
  record Stored(List<Long> leased, @Nullable NotStoredException failure) {

    static Stored failed(NotStoredException failure) {
      return new Stored(List.of(), failure);
    }
  }

  private record Call(List<Arrival> arrivals, CompletableFuture<List<Long>> stored) {
    long bytes() {
      return arrivals.stream().mapToLong(arrival -> arrival.delivery().body().length).sum();
    }
  }

  private final Function<List<List<Arrival>>, List<Stored>> flush;
  private final Object lock = new Object();
  // guarded by lock
  private final Deque<Call> waiting = new ArrayDeque<>();
  private boolean flushing;

  /// @param flush stores calls; says of each what became of it, in their order
  AcceptBatcher(Function<List<List<Arrival>>, List<Stored>> flush) {
    this.flush = flush;
  }

  /// Returns when they are stored, with the number of each that was leased; 0 for one that was not.
  ///
  /// @throws NotStoredException where they are not
  List<Long> accept(List<Arrival> arrivals) {
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
      return call.stored.join();
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
      List<Stored> stored = flush.apply(batch.stream().map(Call::arrivals).toList());
      for (int i = 0; i < batch.size(); i++) {
        finish(batch.get(i), stored.get(i));
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(call -> call.stored.completeExceptionally(e));
    }
  }

  private static void finish(Call call, Stored stored) {
    if (stored.failure == null) {
      call.stored.complete(stored.leased);
    } else {
      call.stored.completeExceptionally(stored.failure);
    }
  }
}
