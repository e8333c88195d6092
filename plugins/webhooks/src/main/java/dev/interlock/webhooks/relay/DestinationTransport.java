package dev.interlock.webhooks.relay;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.delivery.Transport;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.webhooks.relay.store.Destination;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Forwards the messages of one destination. Exactly 200 is success: redirects are not followed,
/// and every other answer, 410 included, may be different at the next try. Only what the guard
/// refuses is given up at once. Thread-safe, never blocks.
final class DestinationTransport implements Transport {

  private static final int OK = 200;

  private final Egress egress;
  private final String version;
  private final Supplier<@Nullable Destination> current;

  DestinationTransport(Egress egress, String version, Supplier<@Nullable Destination> current) {
    this.egress = egress;
    this.version = version;
    this.current = current;
  }

  @Override
  public CompletableFuture<AttemptResult> send(OutgoingDelivery delivery) {
    Destination destination = current.get();
    if (destination == null) {
      return CompletableFuture.completedFuture(
          new AttemptResult.GaveUp(
              "removed", new AttemptReport(0, "", "", "the destination was removed")));
    }
    EgressRequest request = ForwardRequest.of(destination.url(), delivery, version);
    CompletableFuture<EgressReply> exchange = egress.send(request);
    CompletableFuture<AttemptResult> result =
        exchange.handle(
            (reply, thrown) ->
                reply == null ? unanswered(request, thrown) : answered(request, reply));
    CompletableFuture<AttemptResult> _ =
        result.whenComplete((ended, cancelled) -> exchange.cancel(true));
    return result;
  }

  private static AttemptResult answered(EgressRequest request, EgressReply reply) {
    int status = reply.status();
    String error = status == OK ? "" : "status " + status + ", expected 200";
    AttemptReport report =
        new AttemptReport(status, AttemptText.of(request), AttemptText.of(reply), error);
    return status == OK
        ? new AttemptResult.Delivered(report)
        : new AttemptResult.Retry(Duration.ZERO, "status", report);
  }

  private static AttemptResult unanswered(EgressRequest request, @Nullable Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String message = cause == null ? "no reply" : String.valueOf(cause.getMessage());
    AttemptReport report = new AttemptReport(0, AttemptText.of(request), "", message);
    if (!(cause instanceof EgressException refused)) {
      return new AttemptResult.Retry(Duration.ZERO, "internal", report);
    }
    return switch (refused.reason()) {
      case GUARD -> new AttemptResult.GaveUp("guard", report);
      case CONNECT -> new AttemptResult.Retry(Duration.ZERO, "connect", report);
      case DNS -> new AttemptResult.Retry(Duration.ZERO, "dns", report);
      case TLS -> new AttemptResult.Retry(Duration.ZERO, "tls", report);
      case TIMEOUT -> new AttemptResult.Retry(Duration.ZERO, "timeout", report);
      case MALFORMED -> new AttemptResult.Retry(Duration.ZERO, "malformed", report);
    };
  }
}
