package dev.interlock.webhooks.verdict;

import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.delivery.SendResult.Failed;
import dev.interlock.webhooks.delivery.WebhookSender.Sent;
import java.time.Duration;

/// One try of asking, and what came of it.
///
/// @param number from 1
record Tried(int number, Sent sent, Duration took) {

  /// Nothing was sent.
  static Tried unsent(int number, FailureCause cause, String message) {
    return new Tried(
        number, new Sent(null, new Failed(cause, message, false, null)), Duration.ZERO);
  }

  boolean retryable() {
    return sent.result() instanceof Failed failed && failed.passing();
  }
}
