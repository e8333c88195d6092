package dev.interlock.api.command;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;

/// No host answers there; the command line ends with `ExitCode.UNREACHABLE`.
public final class HostUnreachableException extends InterlockException {

  private static final long serialVersionUID = 1L;

  public HostUnreachableException(String message, Throwable cause) {
    super(ErrorCategory.USER, message, cause);
  }
}
