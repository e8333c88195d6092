package dev.interlock.host.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A place around a commit at which tests have the process stop dead, as a power cut would stop it:
/// `INTERLOCK_CRASH_AT=NAME` halts it when the place is first passed, `NAME:3` when it is passed
/// for the third time. Nothing is flushed, closed or told; the exit status is that of a kill -9.
/// Unset, passing a place costs nothing. Thread-safe.
public enum CrashPoint {
  /// Deliveries are written, nothing is committed, nobody was told.
  ACCEPT_BEFORE_COMMIT,
  /// Deliveries are on disk; the publisher hasn't heard of it.
  ACCEPT_AFTER_COMMIT,
  LEASE_BEFORE_COMMIT,
  /// Leases are on disk; nothing was sent.
  LEASE_AFTER_COMMIT,
  /// The target has answered; nothing was recorded.
  SENT,
  SETTLE_BEFORE_COMMIT,
  SETTLE_AFTER_COMMIT;

  static final int KILLED = 137;

  private static final @Nullable Armed ARMED = Armed.read(System.getenv("INTERLOCK_CRASH_AT"));

  public void pass() {
    if (ARMED != null && ARMED.point == this && ARMED.left.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /// @param left passes until the process halts
  record Armed(CrashPoint point, AtomicLong left) {

    static @Nullable Armed read(@Nullable String text) {
      if (text == null || text.isEmpty()) {
        return null;
      }
      String[] parts = text.split(":", 2);
      try {
        CrashPoint point = CrashPoint.valueOf(parts[0].toUpperCase(Locale.ROOT));
        long pass = parts.length == 1 ? 1 : Long.parseLong(parts[1]);
        return new Armed(point, new AtomicLong(pass));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "INTERLOCK_CRASH_AT: found "
                + text
                + ", expected NAME or NAME:N with a name of "
                + Arrays.toString(CrashPoint.values()).toLowerCase(Locale.ROOT),
            e);
      }
    }
  }
}
