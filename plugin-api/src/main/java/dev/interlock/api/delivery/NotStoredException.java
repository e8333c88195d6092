package dev.interlock.api.delivery;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import org.jspecify.annotations.Nullable;

/// A delivery could not be accepted, and is not.
public final class NotStoredException extends InterlockException {

  private static final long serialVersionUID = 1L;

  public NotStoredException(String message, @Nullable Throwable cause) {
    super(ErrorCategory.UNAVAILABLE, message, cause);
  }
}
