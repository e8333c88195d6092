package dev.interlock.host.http;

import dev.interlock.api.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The dispatches that HTTP started: those that run, and the replies of those that ended a short
/// while ago. Bounded in number and in bytes: when it is full the one that ended first is
/// forgotten; when all of them run, further ones are refused. Thread-safe.
final class DispatchRegistry {

  static final int CAPACITY = 1000;
  static final Duration RETENTION = Duration.ofMinutes(10);

  /// Bytes of replies.
  static final long MOST_KEPT = 8 << 20;

  private record Ended(String id, Instant at, long bytes) {}

  private final int capacity;
  private final InstantSource clock;

  // Guarded by this.
  private final Map<String, TrackedDispatch> dispatches = new LinkedHashMap<>();
  private final ArrayDeque<Ended> ended = new ArrayDeque<>();
  private long kept;

  DispatchRegistry(int capacity, InstantSource clock) {
    this.capacity = capacity;
    this.clock = clock;
  }

  /// To be called before an event is published that would have to be remembered.
  ///
  /// @throws RefusedException where every remembered dispatch still runs
  synchronized void requireRoom() {
    if (dispatches.size() - ended.size() >= capacity) {
      throw new RefusedException(
          RefusedException.Code.BUSY,
          capacity + " dispatches are running: try again when some have ended");
    }
  }

  TrackedDispatch track(String event, DispatchHandle handle) {
    TrackedDispatch dispatch = new TrackedDispatch(event, handle);
    synchronized (this) {
      forgetOld();
      dispatches.put(dispatch.id(), dispatch);
    }
    var _ = handle.done().thenAccept(reply -> end(event, reply));
    return dispatch;
  }

  synchronized Optional<TrackedDispatch> find(String id) {
    forgetOld();
    return Optional.ofNullable(dispatches.get(id));
  }

  /// From now on only its reply stands here: its input would take far more.
  private synchronized void end(String event, DispatchReply reply) {
    long bytes = reply.bytes();
    dispatches.put(reply.id(), TrackedDispatch.ended(event, reply));
    ended.add(new Ended(reply.id(), clock.instant(), bytes));
    kept += bytes;
    forgetOld();
  }

  private void forgetOld() {
    Instant oldest = clock.instant().minus(RETENTION);
    while (!ended.isEmpty()
        && (dispatches.size() > capacity
            || kept > MOST_KEPT
            || ended.getFirst().at().isBefore(oldest))) {
      Ended first = ended.removeFirst();
      kept -= first.bytes();
      dispatches.remove(first.id());
    }
  }
}
