package dev.interlock.api;

/// `include` or `exclude` names a connector that isn't there.
public final class UnknownConnectorException extends InterlockException {

  private static final long serialVersionUID = 1L;

  public UnknownConnectorException(String message) {
    super(ErrorCategory.USER, message);
  }
}
