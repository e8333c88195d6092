package dev.interlock.host.egress;

import java.io.IOException;

/// What came back is no HTTP reply that can be read.
final class BrokenReplyException extends IOException {

  private static final long serialVersionUID = 1L;

  BrokenReplyException(String message) {
    super(message);
  }
}
