package dev.interlock.api;

/// Refused at once, before anything ran: too many dispatches wait, events nest too deep, or the
/// host is stopping.
public final class RefusedException extends InterlockException {

  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(ErrorCategory.BUSY, message);
  }
}
