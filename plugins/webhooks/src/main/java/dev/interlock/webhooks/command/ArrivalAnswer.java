package dev.interlock.webhooks.command;

import java.time.Duration;

/// What `listen` answers to a request that is in order.
record ArrivalAnswer(int status, String contentType, byte[] body, Duration delay) {

  /// To a request that isn't.
  static final ArrivalAnswer UNAUTHORIZED = new ArrivalAnswer(401, "", new byte[0], Duration.ZERO);
}
