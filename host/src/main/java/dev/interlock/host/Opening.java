package dev.interlock.host;

import dev.interlock.api.RefusedException.Code;
import dev.interlock.api.store.StoreException;
import dev.interlock.host.delivery.DeliveryTime;
import dev.interlock.host.http.Phase;
import dev.interlock.host.http.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a host from its bound port to an open gate: reaches the store, starts the connectors, and
/// tries those that failed again. The gate stays shut while one of the assembly isn't running. What
/// else changes the connectors holds its lock. Thread-safe.
final class Opening implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.host");

  private static final Duration STORE_AGAIN = Duration.ofSeconds(1);

  /// After the first try, the second, and so on; after all further ones as after the last.
  private static final List<Duration> CONNECTORS_AGAIN =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  private final Host host;
  private final DeliveryTime time;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private volatile boolean closed;
  private volatile boolean placed;
  private volatile @Nullable String storeProblem;
  private volatile List<Readiness.Degradation> missing = List.of();

  // Guarded by this.
  private int tries;
  private boolean planned;

  Opening(Host host, DeliveryTime time) {
    this.host = host;
    this.time = time;
  }

  /// Tries once; where that isn't enough, again later.
  ///
  /// @throws StoreException where the store can't be opened, and another try won't help
  synchronized void advance() {
    if (closed || opened.isDone()) {
      return;
    }
    try {
      host.startConnectors();
    } catch (StoreException failure) {
      if (!host.waitsForStore()) {
        throw failure;
      }
      storeFailed(String.valueOf(failure.getMessage()));
      again(STORE_AGAIN);
      return;
    }
    storeProblem = null;
    placed = true;
    settle();
  }

  private void storeFailed(String problem) {
    if (!problem.equals(storeProblem)) {
      LOG.error("starting: the store: {}; tried again every second", problem);
    }
    storeProblem = problem;
  }

  /// Looks anew whether everything runs, after a change of the connectors.
  synchronized void settle() {
    if (!placed || closed || opened.isDone()) {
      return;
    }
    List<Readiness.Degradation> found = host.missing();
    if (found.isEmpty()) {
      missing = found;
      host.openGate();
      opened.complete(null);
      return;
    }
    String names = String.join(", ", found.stream().map(Readiness.Degradation::subject).toList());
    if (!found.equals(missing)) {
      LOG.error("not ready: events are refused until {} runs; tried again", names);
    }
    missing = found;
    host.shutGate(Phase.NOT_READY, Code.NOT_READY, "not running: " + names + "; /readyz says why");
    again(CONNECTORS_AGAIN.get(Math.min(tries, CONNECTORS_AGAIN.size() - 1)));
    tries++;
  }

  private void again(Duration later) {
    if (!planned) {
      planned = true;
      time.later(later.toNanos(), () -> time.elsewhere(this::planned));
    }
  }

  private void planned() {
    synchronized (this) {
      planned = false;
      try {
        advance();
      } catch (RuntimeException unexpected) {
        LOG.error("the start could not go on; tried again", unexpected);
        again(CONNECTORS_AGAIN.getLast());
      }
    }
  }

  /// Whether the first generation is in place.
  boolean isPlaced() {
    return placed;
  }

  /// Ends when the gate opens; never where the host stops before.
  CompletableFuture<Void> opened() {
    return opened;
  }

  boolean isOpen() {
    return opened.isDone();
  }

  /// What keeps the gate shut.
  List<Readiness.Degradation> hindrances() {
    if (placed) {
      return missing;
    }
    String problem = storeProblem;
    return List.of(
        problem == null
            ? new Readiness.Degradation("host", "starting")
            : new Readiness.Degradation("store", problem));
  }

  /// Tries nothing more. Doesn't wait for a try under way.
  @Override
  public void close() {
    closed = true;
  }
}
