package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.sqlite.SQLiteException;

/// Reads what databases say of their failures.
final class Failures {

  private static final int LONGEST = 300;
  private static final int SQLITE_IOERR = 10;

  private Failures() {}

  /// @param what was being done
  static StoreException of(String what, Throwable cause) {
    return cause instanceof StoreException already
        ? already
        : new StoreException("store: " + what + ": " + text(cause), cause);
  }

  /// One line: what is wrong, and nothing of what was to be stored.
  static String text(Throwable failure) {
    Throwable cause = deepest(failure);
    String message = cause.getMessage();
    if (cause instanceof PSQLException said) {
      ServerErrorMessage server = said.getServerErrorMessage();
      message = server == null ? message : server.getSeverity() + ": " + withoutValue(server);
    }
    if (message == null || message.isBlank()) {
      return cause.getClass().getSimpleName();
    }
    String line = message.strip().lines().findFirst().orElse("").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  /// Of a value that it can't read the server says what it was: `invalid input syntax for type
  /// bigint: "…"`.
  private static String withoutValue(ServerErrorMessage server) {
    String message = String.valueOf(server.getMessage());
    int value = message.indexOf(": \"");
    boolean ofData = String.valueOf(server.getSQLState()).startsWith("22");
    return ofData && value >= 0 ? message.substring(0, value) : message;
  }

  /// What failed a batch stands behind it, and only the batch's own text has its statements.
  private static Throwable deepest(Throwable failure) {
    Throwable cause = failure;
    for (Throwable next = behind(cause); next != null; next = behind(cause)) {
      cause = next;
    }
    return cause;
  }

  private static @Nullable Throwable behind(Throwable failure) {
    return failure instanceof SQLException sql ? sql.getNextException() : null;
  }

  /// Whether it is the disk that failed, and not what was asked of it.
  static boolean isOfDisk(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite
          && (sqlite.getErrorCode() & 0xff) == SQLITE_IOERR) {
        return true;
      }
    }
    return false;
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
