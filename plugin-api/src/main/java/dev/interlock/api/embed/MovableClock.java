package dev.interlock.api.embed;

import dev.interlock.api.Registration;
import java.time.InstantSource;

/// A clock that stands still until a test moves it. A host that is given one has its delivery queue
/// follow: what a move makes due (retries, expiry, the breaker's probes, retention) is done at
/// once. Thread-safe.
public interface MovableClock extends InstantSource {

  /// Calls `listener` after each move, on the thread that moved the clock and before that returns.
  /// It is quick, and throws nothing.
  Registration onMove(Runnable listener);
}
