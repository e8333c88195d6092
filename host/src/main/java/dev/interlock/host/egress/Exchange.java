package dev.interlock.host.egress;

import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.settings.Durations;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.jspecify.annotations.Nullable;

/// One request on its way: the future that the caller holds, the addresses still to try, and the
/// one timer that bounds it all. Whatever happens first — reply, failure, deadline, cancel — ends
/// it; the rest is ignored. Thread-safe.
final class Exchange extends CompletableFuture<EgressReply> implements Runnable {

  /// Starts an attempt; may call back before it returns.
  @FunctionalInterface
  interface Sender {
    Attempt send(Exchange exchange, @Nullable InetAddress address);
  }

  private final EgressRequest request;
  private final Target target;
  private final EgressMeters meters;
  private final ScheduledExecutorService timers;
  private final long startedNanos = System.nanoTime();
  private final long connectNanos;
  private final long requestNanos;

  private volatile boolean privatelyAllowed;
  private volatile @Nullable ScheduledFuture<?> timer;

  /// Guarded by this exchange, as are the three below.
  private List<byte[]> addresses = List.of();

  private int tried;
  private boolean resent;
  private @Nullable Sender sender;
  private volatile @Nullable Attempt current;

  Exchange(
      EgressRequest request, Target target, EgressMeters meters, ScheduledExecutorService timers) {
    this.request = request;
    this.target = target;
    this.meters = meters;
    this.timers = timers;
    this.connectNanos = request.limits().connect().toNanos();
    this.requestNanos = request.limits().request().toNanos();
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  EgressRequest request() {
    return request;
  }

  Target target() {
    return target;
  }

  boolean privatelyAllowed() {
    return privatelyAllowed;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /// Runs the deadline, from the moment at which the exchange was made.
  void startTimer() {
    arm(Math.min(connectNanos, requestNanos));
  }

  private void arm(long nanos) {
    timer = timers.schedule(this, Math.max(nanos, 1), TimeUnit.NANOSECONDS);
    if (isDone()) {
      stopTimer();
    }
  }

  private void stopTimer() {
    ScheduledFuture<?> armed = timer;
    if (armed != null) {
      armed.cancel(false);
    }
  }

  /// Tries these checked addresses in turn until one connects; an empty list leaves the name to the
  /// proxy.
  void start(List<byte[]> checked, boolean privately, Sender by) {
    synchronized (this) {
      addresses = checked;
      privatelyAllowed = privately;
      sender = by;
    }
    next();
  }

  private void next() {
    if (isDone()) {
      return;
    }
    InetAddress address;
    Sender by;
    synchronized (this) {
      address = addresses.isEmpty() ? null : AddressGuard.address(addresses.get(tried));
      tried++;
      by = sender;
    }
    if (by != null) {
      by.send(this, address);
    }
  }

  /// Called before the attempt can call back.
  void runs(Attempt attempt) {
    current = attempt;
    if (isDone()) {
      attempt.abort();
    }
  }

  /// The timer: looks whether the connection stands in time, and ends everything at the deadline.
  @Override
  public void run() {
    long now = System.nanoTime();
    long left = startedNanos + requestNanos - now;
    Attempt attempt = current;
    if (left <= 0) {
      EgressReply early = attempt == null ? null : attempt.reply();
      if (attempt != null && early != null) {
        attempt.abort();
        succeed(attempt, early);
      }
      fail(Failures.timeout(target, request.limits().request(), attempt));
      return;
    }
    long connectLeft = Long.MAX_VALUE;
    if (attempt != null && !attempt.connected()) {
      connectLeft = attempt.startedNanos() + connectNanos - now;
      if (connectLeft <= 0) {
        String limit = Durations.format(request.limits().connect());
        failed(attempt, new java.net.SocketTimeoutException("no connection within " + limit));
        connectLeft = connectNanos;
      }
    }
    if (!isDone()) {
      arm(Math.min(left, connectLeft));
    }
  }

  void succeed(Attempt attempt, EgressReply reply) {
    if (attempt == current && complete(reply)) {
      stopTimer();
      meters.succeeded();
    }
  }

  /// Goes on to the next address where this one took no connection; otherwise ends the exchange.
  void failed(Attempt attempt, Exception cause) {
    boolean again;
    synchronized (this) {
      if (attempt != current || isDone()) {
        return;
      }
      again = !attempt.connected() && tried < addresses.size() && Failures.isUnreached(cause);
      if (!again && !resent && cause instanceof RequestNotExecutedException) {
        // The pooled connection closed before a byte of this request left: sending it anew is no
        // second send.
        resent = true;
        again = true;
        tried--;
      }
      if (again) {
        current = null;
      }
    }
    // The end is said before the connection is closed: closing it fails the attempt once more.
    if (again) {
      attempt.abort();
      next();
    } else {
      fail(Failures.of(target, attempt, cause));
    }
  }

  void fail(EgressException failure) {
    if (completeExceptionally(failure)) {
      stopTimer();
      meters.failed(failure.reason());
      abortCurrent();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = !isDone() && super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      stopTimer();
      meters.cancelled();
      abortCurrent();
    }
    return isCancelled();
  }

  private void abortCurrent() {
    Attempt attempt = current;
    if (attempt != null) {
      attempt.abort();
    }
  }
}
