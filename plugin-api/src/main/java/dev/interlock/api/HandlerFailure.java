package dev.interlock.api;

/// Thrown by a handler to fail with a code of its own, `dns` or `status_5xx`, instead of
/// `exception`.
public final class HandlerFailure extends InterlockException {

  private static final long serialVersionUID = 1L;

  private final String code;

  public HandlerFailure(String code, String message) {
    super(ErrorCategory.RESPONDER, message);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
