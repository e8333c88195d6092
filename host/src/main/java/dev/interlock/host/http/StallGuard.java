package dev.interlock.host.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Bounds how long a connection's thread may wait for its client: what takes longer is interrupted,
/// which closes the connection. The server itself has no read or write timeout. Thread-safe.
final class StallGuard implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofMillis(250);

  private final ConcurrentMap<Thread, Long> deadlines = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("http-stall-guard").factory());

  void start() {
    var _ =
        sweeper.scheduleAtFixedRate(
            this::sweep, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// From now on the current thread waits for its client; replaces what was begun before.
  void begin(Duration limit) {
    deadlines.put(Thread.currentThread(), System.nanoTime() + limit.toNanos());
  }

  /// The current thread waits no longer. It is not interrupted after this.
  void end() {
    deadlines.remove(Thread.currentThread());
  }

  private void sweep() {
    long now = System.nanoTime();
    // Within the map's lock on the key, so that no thread is interrupted after its end.
    deadlines.forEach(
        (thread, deadline) -> {
          if (now - deadline > 0) {
            deadlines.computeIfPresent(
                thread, (late, current) -> interrupted(late, current, now) ? null : current);
          }
        });
  }

  private static boolean interrupted(Thread thread, long deadline, long now) {
    if (now - deadline <= 0) {
      return false;
    }
    thread.interrupt();
    return true;
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
  }
}
