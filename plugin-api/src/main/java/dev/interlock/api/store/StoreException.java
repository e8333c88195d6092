package dev.interlock.api.store;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import org.jspecify.annotations.Nullable;

/// The store can't be reached, or what was to be done there failed. The message says which, without
/// a secret.
public final class StoreException extends InterlockException {

  private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(ErrorCategory.UNAVAILABLE, message, cause);
  }
}
