package dev.interlock.host.plugin;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops what a generation left behind, once all that began before has ended, however long that
/// takes; the oldest first, since the younger may be used by it. Thread-safe.
final class Retirement implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.reload");

  /// Generations that stand at once, the one in force among them.
  private static final int MOST = 4;

  private final Duration budget;
  private final Semaphore places = new Semaphore(MOST - 1);
  private final Set<ConnectorRuntime> leaving = ConcurrentHashMap.newKeySet();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("retirement").factory());
  private volatile boolean closed;

  /// @param budget for each `stop`
  Retirement(Duration budget) {
    this.budget = budget;
  }

  /// Waits until another generation may be left behind. Whoever has a place calls `retire`, or
  /// `giveBack`.
  ///
  /// @throws PluginFailureException where the host stops meanwhile
  void takePlace() {
    if (!places.tryAcquire()) {
      LOG.warn(
          "{} generations of connectors stand, as events that began long ago still run: this change"
              + " waits for the oldest",
          MOST);
      places.acquireUninterruptibly();
    }
    if (closed) {
      places.release();
      throw new PluginFailureException("the host is stopping: nothing was changed");
    }
  }

  void giveBack() {
    places.release();
  }

  /// @param dispatches ends with the last one of the generation that they were in
  void retire(List<ConnectorRuntime> gone, CompletableFuture<Void> dispatches) {
    leaving.addAll(gone);
    CompletableFuture<?>[] uses =
        gone.stream().map(ConnectorRuntime::retire).toArray(CompletableFuture[]::new);
    CompletableFuture<Void> all =
        CompletableFuture.allOf(dispatches, CompletableFuture.allOf(uses));
    thread.execute(() -> stop(gone, all));
  }

  private void stop(List<ConnectorRuntime> gone, CompletableFuture<Void> ended) {
    try {
      ended.get();
    } catch (InterruptedException | ExecutionException _) {
      return; // the host stops, and these with it
    }
    for (ConnectorRuntime each : gone.reversed()) {
      each.stop(budget);
      leaving.remove(each);
    }
    places.release();
  }

  /// From now on nothing can be changed; whoever waits to do so is told.
  void refuse() {
    closed = true;
    places.release(MOST);
  }

  /// Stops at once what is still used.
  @Override
  public void close() {
    refuse();
    thread.shutdownNow();
    for (ConnectorRuntime each : leaving) {
      LOG.warn(
          "connector={} stops while something that began long ago uses it", each.module().name());
      each.stop(Duration.ZERO);
    }
    leaving.clear();
  }
}
