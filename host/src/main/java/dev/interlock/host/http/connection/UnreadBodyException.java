package dev.interlock.host.http.connection;

import io.helidon.webserver.CloseConnectionException;

/// The request is answered, its body not read to the end: the connection must close, but not before
/// its client has had time to see the answer.
public final class UnreadBodyException extends CloseConnectionException {

  private static final long serialVersionUID = 1;

  public UnreadBodyException(String message) {
    super(message);
  }
}
