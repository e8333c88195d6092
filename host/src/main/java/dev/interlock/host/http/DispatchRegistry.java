package dev.interlock.host.http;

import dev.interlock.api.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The dispatches that HTTP started: those that run, and those that ended a short while ago.
/// Bounded: when it is full the one that ended first is forgotten; when all of them run, further
/// ones are refused. Thread-safe.
final class DispatchRegistry {

  static final int CAPACITY = 1000;
  static final Duration RETENTION = Duration.ofMinutes(10);

  private record Ended(String id, Instant at) {}

  private final int capacity;
  private final InstantSource clock;

  // Guarded by this.
  private final Map<String, TrackedDispatch> dispatches = new LinkedHashMap<>();
  private final ArrayDeque<Ended> ended = new ArrayDeque<>();

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
    var _ = handle.done().whenComplete((reply, thrown) -> end(dispatch.id()));
    return dispatch;
  }

  synchronized Optional<TrackedDispatch> find(String id) {
    forgetOld();
    return Optional.ofNullable(dispatches.get(id));
  }

  private synchronized void end(String id) {
    ended.add(new Ended(id, clock.instant()));
    forgetOld();
  }

  private void forgetOld() {
    Instant oldest = clock.instant().minus(RETENTION);
    while (!ended.isEmpty()
        && (dispatches.size() > capacity || ended.getFirst().at().isBefore(oldest))) {
      dispatches.remove(ended.removeFirst().id());
    }
  }
}
