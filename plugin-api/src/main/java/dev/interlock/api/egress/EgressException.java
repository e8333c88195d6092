package dev.interlock.api.egress;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import org.jspecify.annotations.Nullable;

/// No reply came: why, in one word and in one sentence. The message bears no userinfo and no query.
public final class EgressException extends InterlockException {

  private static final long serialVersionUID = 1L;

  /// What stopped the exchange.
  public enum Cause {
    /// No connection, or one that broke before the reply's status was read, or spoke no HTTP.
    CONNECT,
    DNS,
    TLS,
    TIMEOUT,
    /// The guard refused the address: final.
    GUARD
  }

  private final Cause reason;

  public EgressException(Cause reason, String message, @Nullable Throwable cause) {
    super(ErrorCategory.RESPONDER, message, cause);
    this.reason = reason;
  }

  public Cause reason() {
    return reason;
  }
}
