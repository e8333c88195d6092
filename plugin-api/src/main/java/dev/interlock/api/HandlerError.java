package dev.interlock.api;

import org.jspecify.annotations.Nullable;

/// What went wrong in one handler.
///
/// @param by `CONNECTOR/HANDLER`
/// @param code a lowercase word: `exception`, `timeout`, `aborted`, `invalid`, or a cause of the
///   connector's own
/// @param message for people; no secrets, no stack
/// @param exception what was thrown, where something was
public record HandlerError(String by, String code, String message, @Nullable Throwable exception) {

  public String connector() {
    int slash = by.indexOf('/');
    return slash < 0 ? by : by.substring(0, slash);
  }
}
