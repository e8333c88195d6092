package dev.interlock.api;

import org.jspecify.annotations.Nullable;

/// The one base of Interlock's exceptions. The category decides status code and log level; the
/// message says what, which id, what was found and what was expected.
public class InterlockException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCategory category;

  public InterlockException(ErrorCategory category, String message) {
    this(category, message, null);
  }

  public InterlockException(ErrorCategory category, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.category = category;
  }

  public ErrorCategory category() {
    return category;
  }
}
