package dev.interlock.webhooks.observation;

import java.time.Instant;

/// How a webhook's latest attempt went.
///
/// @param status the reply's status; 0 where none came
/// @param cause empty where it went well
public record LastAttempt(Instant at, int status, String cause) {

  public boolean ok() {
    return cause.isEmpty();
  }
}
