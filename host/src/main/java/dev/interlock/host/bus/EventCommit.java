package dev.interlock.host.bus;

import dev.interlock.api.CurrentEvent;
import java.util.List;

/// Commits what the handlers of one event want on disk before `publish` returns. One committer
/// stands for one kind of unit; its identity decides which units go together. Thread-safe.
public interface EventCommit<U> {

  /// The code of the error of an outcome whose units could not be stored.
  String NOT_STORED = "not_stored";

  /// All of `units` or none; returns when they are on disk.
  ///
  /// @throws dev.interlock.api.InterlockException where they can't be stored
  void commit(List<U> units);

  /// Adds `unit` to what the current event commits. False where no event is telling its after
  /// handlers: the caller then commits by itself.
  static <U> boolean enlist(EventCommit<U> committer, U unit) {
    return CurrentEvent.SCOPE.isBound()
        && CurrentEvent.SCOPE.get() instanceof Dispatch dispatch
        && dispatch.enlist(committer, unit);
  }
}
