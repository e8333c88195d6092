package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import java.sql.SQLException;

/// Reads what databases say of their failures.
final class Failures {

  private Failures() {}

  /// @param what was being done
  static StoreException of(String what, Throwable cause) {
    return cause instanceof StoreException already
        ? already
        : new StoreException("store: " + what + ": " + text(cause), cause);
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message.strip();
  }

  /// Whether the server undid the transaction, and it may succeed when it is run again.
  static boolean isRetryable(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.equals("40001") || state.equals("40P01");
  }

  /// Whether the connection went, or the server is going.
  static boolean isConnectionLoss(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("08")
        || state.equals("57P01")
        || state.equals("57P02")
        || state.equals("57P03");
  }
}
