package dev.interlock.webhooks.delivery;

import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.Webhook;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What came of sending one request.
public sealed interface SendResult {

  /// The responder took it: its status is among the webhook's successes.
  record Answered(EgressReply reply) implements SendResult {}

  /// It did not.
  ///
  /// @param message for people, without secrets
  /// @param passing whether it may be over in a moment, so that whoever waits tries again
  /// @param reply what came back, where something did
  record Failed(FailureCause cause, String message, boolean passing, @Nullable EgressReply reply)
      implements SendResult {}

  /// A reply's worth, by its status, whatever became of the rest. Redirects are never followed.
  ///
  /// @param needed whether the body counts, too: one that can't be read to its end is then no reply
  static SendResult of(EgressReply reply, Webhook.Sending sending, boolean needed) {
    int status = reply.status();
    if (sending.isSuccess(status)) {
      return needed && !reply.broken().isEmpty()
          ? new Failed(FailureCause.CONNECT, reply.broken(), true, null)
          : new Answered(reply);
    }
    return switch (status / 100) {
      case 3 ->
          new Failed(FailureCause.REDIRECT, "status " + status + ", a redirect", false, reply);
      case 4 -> {
        boolean passing = status == 408 || status == 425 || status == 429;
        yield new Failed(FailureCause.STATUS_4XX, "status " + status, passing, reply);
      }
      case 5 -> new Failed(FailureCause.STATUS_5XX, "status " + status, true, reply);
      default ->
          new Failed(FailureCause.DEFAULT, "status " + status + ", no success", false, reply);
    };
  }

  /// Why no reply came.
  static SendResult of(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (!(cause instanceof EgressException refused)) {
      return new Failed(FailureCause.DEFAULT, cause.toString(), false, null);
    }
    String message = String.valueOf(refused.getMessage());
    return switch (refused.reason()) {
      case CONNECT -> new Failed(FailureCause.CONNECT, message, true, null);
      case DNS -> new Failed(FailureCause.DNS, message, true, null);
      case TLS -> new Failed(FailureCause.TLS, message, true, null);
      case TIMEOUT -> new Failed(FailureCause.TIMEOUT, message, true, null);
      case GUARD -> new Failed(FailureCause.GUARD, message, false, null);
    };
  }

  private static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof CompletionException && cause != null ? cause : thrown;
  }
}
