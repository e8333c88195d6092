package dev.interlock.host.delivery;

import dev.interlock.host.delivery.DeliveryStore.TargetRecord;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The breaker of one target. Opens on ten failures in a row over at least a second, lets single
/// probes through after 5 s, and after twice as long each time one fails, up to 60 s; one success
/// closes it. Hosts share it through the target's record. Thread-safe, never blocks.
final class Breaker {

  // Guarded by this.
  private BreakerState state = ClosedState.UNTROUBLED;

  /// Written under the lock, as is `open`.
  private volatile boolean unpublished;

  private volatile boolean open;

  /// What an observation came to.
  enum Change {
    NONE,
    OPENED,
    RECOVERED
  }

  /// Whether it is open or half open.
  boolean isOpen() {
    return open;
  }

  /// Whether an attempt might begin; nothing changes.
  boolean admits(Instant now) {
    if (!open) {
      return true;
    }
    synchronized (this) {
      return state.admits(now);
    }
  }

  /// Lets an attempt through, or not. One that was let through says how it went.
  boolean admit(Instant now, Duration patience) {
    if (!open) {
      return true;
    }
    synchronized (this) {
      if (!state.admits(now)) {
        return false;
      }
      become(state.admitted(now, patience));
      return true;
    }
  }

  private void become(BreakerState next) {
    if (!next.equals(state)) {
      boolean both = next instanceof ClosedState && state instanceof ClosedState;
      unpublished |= !both;
      state = next;
      open = !(next instanceof ClosedState);
    }
  }

  /// How an attempt went.
  synchronized Change observed(boolean succeeded, Instant now) {
    boolean was = open;
    become(succeeded ? state.succeeded() : state.failed(now));
    if (was == open) {
      return Change.NONE;
    }
    return open ? Change.OPENED : Change.RECOVERED;
  }

  synchronized void reset() {
    state = ClosedState.UNTROUBLED;
    open = false;
    unpublished = false;
  }

  /// Takes over what others have published, unless there is something unpublished here.
  synchronized void merge(TargetRecord record) {
    if (unpublished) {
      return;
    }
    Instant until = record.openUntil();
    if (until == null) {
      if (open) {
        state = ClosedState.UNTROUBLED;
        open = false;
      }
    } else if (!until.equals(until())) {
      state = new OpenState(until, record.openings());
      open = true;
    }
  }

  /// Whether `onto` has something to say.
  boolean isUnpublished() {
    return unpublished;
  }

  /// Before when nothing is let through; null where it is closed.
  synchronized @Nullable Instant until() {
    return switch (state) {
      case ClosedState _ -> null;
      case OpenState(Instant until, _) -> until;
      case HalfOpenState(Instant until, _) -> until;
    };
  }

  /// `record` with this state; the same where it says so already.
  synchronized TargetRecord onto(TargetRecord record) {
    unpublished = false;
    Instant until = until();
    int openings =
        switch (state) {
          case ClosedState _ -> 0;
          case OpenState(_, int times) -> times;
          case HalfOpenState(_, int times) -> times;
        };
    boolean same =
        openings == record.openings()
            && (until == null ? record.openUntil() == null : until.equals(record.openUntil()));
    return same ? record : record.withBreaker(until, openings);
  }

  /// 0 closed, 1 half open, 2 open.
  synchronized int level() {
    return switch (state) {
      case ClosedState _ -> 0;
      case HalfOpenState _ -> 1;
      case OpenState _ -> 2;
    };
  }
}
