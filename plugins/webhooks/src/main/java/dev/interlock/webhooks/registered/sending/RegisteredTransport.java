package dev.interlock.webhooks.registered.sending;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.delivery.Transport;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.webhooks.observation.GivenUp;
import dev.interlock.webhooks.observation.LastAttempt;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Sends the deliveries of one registered webhook. A status that is none of its successes is tried
/// again, whatever it is; only an address that the guard refuses ends a delivery. Thread-safe.
final class RegisteredTransport implements Transport {

  private final RegisteredWebhook webhook;
  private final RegisteredRequest requests;
  private final Egress egress;
  private final GivenUp givenUp;
  private volatile @Nullable LastAttempt last;

  RegisteredTransport(
      RegisteredWebhook webhook, RegisteredRequest requests, Egress egress, GivenUp givenUp) {
    this.webhook = webhook;
    this.requests = requests;
    this.egress = egress;
    this.givenUp = givenUp;
  }

  Optional<LastAttempt> last() {
    return Optional.ofNullable(last);
  }

  @Override
  public CompletableFuture<AttemptResult> send(OutgoingDelivery delivery) {
    EgressRequest request = requests.compose(delivery);
    String sent = AttemptText.of(request);
    CompletableFuture<EgressReply> exchange = egress.send(request);
    CompletableFuture<AttemptResult> result =
        exchange.handle(
            (reply, thrown) -> {
              AttemptResult made = reply == null ? failed(thrown) : answered(sent, reply);
              last = new LastAttempt(delivery.at(), made.report().status(), cause(made));
              return made;
            });
    CompletableFuture<AttemptResult> _ =
        result.whenComplete(
            (ended, cancelled) -> {
              if (cancelled != null) {
                exchange.cancel(true);
              }
            });
    return result;
  }

  @Override
  public void ended(DeliveryEnding ending) {
    switch (ending.state()) {
      case FAILED, PARKED, HELD, EXPIRED ->
          givenUp.tell(webhook.terms().name(), webhook.target(), ending);
      case DELIVERED, CANCELLED, DROPPED, ABANDONED -> {}
      case BLOCKED, PENDING -> throw new IllegalArgumentException(ending + " has not ended");
    }
  }

  private AttemptResult answered(String request, EgressReply reply) {
    int status = reply.status();
    String response = AttemptText.of(reply);
    if (webhook.terms().successes().contains(status)) {
      return new AttemptResult.Delivered(new AttemptReport(status, request, response, ""));
    }
    return new AttemptResult.Retry(
        Duration.ZERO,
        "status_" + status / 100 + "xx",
        new AttemptReport(status, request, response, "status " + status + ", no success"));
  }

  /// Without a reply postmand keeps neither request nor response: the error says it all.
  private static AttemptResult failed(@Nullable Throwable thrown) {
    Throwable inner = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    String message =
        AttemptText.clean(inner == null ? "no reply" : String.valueOf(inner.getMessage()));
    AttemptReport report = new AttemptReport(0, "", "", message);
    if (!(inner instanceof EgressException refused)) {
      return new AttemptResult.Retry(Duration.ZERO, "default", report);
    }
    return switch (refused.reason()) {
      case GUARD -> new AttemptResult.GaveUp("guard", report);
      case CONNECT, DNS, TLS, TIMEOUT ->
          new AttemptResult.Retry(
              Duration.ZERO, refused.reason().name().toLowerCase(Locale.ROOT), report);
    };
  }

  private static String cause(AttemptResult made) {
    return switch (made) {
      case AttemptResult.Delivered _ -> "";
      case AttemptResult.Retry retry -> retry.cause();
      case AttemptResult.GaveUp gaveUp -> gaveUp.cause();
      case AttemptResult.Gone _ -> "gone";
    };
  }
}
