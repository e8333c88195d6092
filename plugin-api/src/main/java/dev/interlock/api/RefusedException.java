package dev.interlock.api;

import java.util.Locale;

/// Refused at once, before anything was asked or stored. Another try may go through.
public final class RefusedException extends InterlockException {

  private static final long serialVersionUID = 1L;

  private final Code code;

  /// Why; over HTTP it stands in the problem document as `code`.
  public enum Code {
    /// The host is not up yet.
    STARTING,
    /// A connector of the assembly isn't running.
    NOT_READY,
    /// Too much at once, or events nest too deep.
    BUSY,
    /// The host is shutting down.
    STOPPING,
    /// What would have to be kept of it can't be kept.
    NOT_STORED;

    /// As over HTTP: `not_ready`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public RefusedException(Code code, String message) {
    super(ErrorCategory.BUSY, message);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
