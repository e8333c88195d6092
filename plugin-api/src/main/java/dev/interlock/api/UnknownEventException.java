package dev.interlock.api;

/// No connector defines the event. The message names the nearest one that is defined.
public final class UnknownEventException extends InterlockException {

  private static final long serialVersionUID = 1L;

  public UnknownEventException(String message) {
    super(ErrorCategory.USER, message);
  }
}
