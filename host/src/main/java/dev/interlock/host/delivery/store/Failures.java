package dev.interlock.host.delivery.store;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells failures apart.
final class Failures {

  /// Data exception, constraint, limit of a row; a deadlock, which trying again resolves.
  private static final Set<String> OF_THE_DATA = Set.of("22", "23", "54", "40");

  /// SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH.
  private static final Set<Integer> OF_THE_DATA_IN_SQLITE = Set.of(18, 19, 20);

  private Failures() {}

  /// Whether it comes from what was written, not from the database or the way to it.
  static boolean areOfTheData(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        return (state != null && state.length() == 5)
            ? OF_THE_DATA.contains(state.substring(0, 2))
            : OF_THE_DATA_IN_SQLITE.contains(sql.getErrorCode() & 0xff);
      }
    }
    return false;
  }
}
