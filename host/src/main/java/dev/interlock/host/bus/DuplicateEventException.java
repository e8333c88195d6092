package dev.interlock.host.bus;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;

/// Two connectors define one event: the second one fails to load.
public final class DuplicateEventException extends InterlockException {

  private static final long serialVersionUID = 1L;

  DuplicateEventException(String event, String first, String second) {
    super(
        ErrorCategory.PLUGIN,
        "event \""
            + event
            + "\" is defined by "
            + first
            + " and by "
            + second
            + "; expected one of them");
  }
}
