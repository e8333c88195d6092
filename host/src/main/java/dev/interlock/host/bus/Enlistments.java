package dev.interlock.host.bus;

import dev.interlock.api.HandlerError;
import dev.interlock.api.InterlockException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// What one dispatch has to commit. Open while its after handlers run. Thread-safe.
final class Enlistments {

  /// Guarded by `this`.
  private final IdentityHashMap<EventCommit<?>, List<Object>> units = new IdentityHashMap<>();

  /// Guarded by `this`: handlers that outlive the after phase commit by themselves.
  private boolean closed;

  synchronized boolean add(EventCommit<?> committer, Object unit) {
    if (closed) {
      return false;
    }
    units.computeIfAbsent(committer, _ -> new ArrayList<>()).add(unit);
    return true;
  }

  /// Commits everything, once.
  ///
  /// @return what could not be stored
  List<HandlerError> commit() {
    IdentityHashMap<EventCommit<?>, List<Object>> all;
    synchronized (this) {
      closed = true;
      all = units;
    }
    List<HandlerError> errors = new ArrayList<>();
    all.forEach(
        (committer, list) -> {
          try {
            commit(committer, list);
          } catch (InterlockException failure) {
            errors.add(
                new HandlerError(
                    "interlock/commit",
                    EventCommit.NOT_STORED,
                    String.valueOf(failure.getMessage()),
                    failure));
          }
        });
    return errors;
  }

  @SuppressWarnings("unchecked") // `enlist` pairs a committer with its own units
  private static <U> void commit(EventCommit<U> committer, List<Object> units) {
    committer.commit((List<U>) List.copyOf(units));
  }
}
