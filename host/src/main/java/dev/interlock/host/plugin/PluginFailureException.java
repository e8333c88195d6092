package dev.interlock.host.plugin;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;

/// A plugin did something that it must not, or could not be loaded. The message says what, for
/// `interlock plugins`.
public final class PluginFailureException extends InterlockException {

  private static final long serialVersionUID = 1L;

  public PluginFailureException(String message) {
    super(ErrorCategory.PLUGIN, message);
  }

  public PluginFailureException(String message, Throwable cause) {
    super(ErrorCategory.PLUGIN, message, cause);
  }
}
