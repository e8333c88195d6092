package dev.interlock.host.delivery;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.OutgoingDelivery;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Makes attempts through the transports, without a thread for each, and aborts those that take
/// longer than their limit. Thread-safe, never blocks.
final class Attempts {

  /// A transport that keeps its limit ends by itself.
  private static final long GRACE = Duration.ofSeconds(1).toNanos();

  private static final long LOOK_EVERY = Duration.ofMillis(500).toNanos();

  private final DeliveryTime time;
  private final Set<Attempt> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();

  Attempts(DeliveryTime time) {
    this.time = time;
  }

  /// Hears how an attempt ended.
  interface Listener {

    /// @param later whether `begin` had returned before
    void ended(Attempt attempt, AttemptResult result, boolean later);
  }

  /// Begins one; `listener` hears of its end, maybe before this returns.
  ///
  /// @param known by which it goes, unless another registration took its place
  /// @return false where its target is registered no more: nothing was begun
  boolean begin(Lane lane, Lane.Registered known, LaneBuffer.Waiting waiting, Listener listener) {
    Lane.Registered registered = lane.beginAttempt(known);
    if (registered == null) {
      return false;
    }
    NewDelivery delivery = waiting.leased().delivery();
    OutgoingDelivery outgoing =
        new OutgoingDelivery(
            delivery.id(),
            waiting.leased().attempts() + 1,
            delivery.body(),
            delivery.contentType(),
            delivery.origin(),
            time.clock().instant(),
            registered.target().attemptLimit());
    long now = time.nanos();
    CompletableFuture<AttemptResult> sending = send(registered, outgoing);
    Attempt attempt =
        new Attempt(lane, registered, waiting.leased(), outgoing, now, waiting.at(), sending);
    if (sending.isDone()) {
      end(attempt, resultOf(sending), false, listener);
      return true;
    }
    underWay.add(attempt);
    look();
    CompletableFuture<AttemptResult> _ =
        sending.whenComplete(
            (result, thrown) -> {
              underWay.remove(attempt);
              end(attempt, resultOf(result, thrown), true, listener);
            });
    return true;
  }

  /// Its transport goes only after it has heard what became of its attempts.
  private static void end(Attempt attempt, AttemptResult result, boolean later, Listener listener) {
    try {
      listener.ended(attempt, result, later);
    } finally {
      attempt.registered().attempts().leave();
    }
  }

  private static CompletableFuture<AttemptResult> send(
      Lane.Registered registered, OutgoingDelivery outgoing) {
    try {
      return registered.transport().send(outgoing);
    } catch (RuntimeException | Error thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private static AttemptResult resultOf(CompletableFuture<AttemptResult> done) {
    try {
      return resultOf(done.join(), null);
    } catch (CompletionException | CancellationException thrown) {
      return resultOf(null, thrown);
    }
  }

  private static AttemptResult resultOf(
      @Nullable AttemptResult result, @Nullable Throwable thrown) {
    if (result != null) {
      return result;
    }
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return cause instanceof CancellationException
        ? failed("timeout", "aborted: no answer within its limit")
        : failed("transport", String.valueOf(cause));
  }

  private static AttemptResult failed(String cause, String message) {
    return new AttemptResult.Retry(Duration.ZERO, cause, new AttemptReport(0, "", "", message));
  }

  /// Looks after those under way while there are any.
  private void look() {
    if (looking.compareAndSet(false, true)) {
      time.later(LOOK_EVERY, this::abortLate);
    }
  }

  private void abortLate() {
    looking.set(false);
    long now = time.nanos();
    for (Attempt attempt : underWay) {
      long limit = attempt.outgoing().limit().toNanos() + GRACE;
      if (now - attempt.begunAt() > limit) {
        time.elsewhere(() -> attempt.sending().cancel(true));
      }
    }
    if (!underWay.isEmpty()) {
      look();
    }
  }

  /// Aborts all of them.
  void abort() {
    underWay.forEach(attempt -> attempt.sending().cancel(true));
  }
}
