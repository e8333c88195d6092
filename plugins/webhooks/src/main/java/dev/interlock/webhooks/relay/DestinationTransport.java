package dev.interlock.webhooks.relay;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.delivery.Transport;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.delivery.AttemptReports;
import dev.interlock.webhooks.delivery.SendResult;
import dev.interlock.webhooks.delivery.SendResult.Answered;
import dev.interlock.webhooks.delivery.SendResult.Failed;
import dev.interlock.webhooks.relay.store.Destination;
import dev.interlock.webhooks.request.WebhookRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Forwards the messages of one destination. Exactly 200 is success: redirects are not followed,
/// and every other answer, 410 included, may be different at the next try. Only what the guard
/// refuses is given up at once. Thread-safe, never blocks.
final class DestinationTransport implements Transport {

  private static final int OK = 200;

  private final ForwardRequest requests;
  private final Egress egress;
  private final Logger log;
  private final Supplier<@Nullable Destination> current;
  private final AttemptReports reports = new AttemptReports(List.of());

  /// @param current the destination as it is now; null where it has been removed
  DestinationTransport(
      ForwardRequest requests, Egress egress, Logger log, Supplier<@Nullable Destination> current) {
    this.requests = requests;
    this.egress = egress;
    this.log = log;
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
    WebhookRequest request = requests.of(destination.url(), delivery);
    CompletableFuture<EgressReply> exchange = egress.send(request.http());
    CompletableFuture<AttemptResult> result =
        exchange.handle((reply, thrown) -> result(request, sent(reply, thrown)));
    CompletableFuture<AttemptResult> _ =
        result.whenComplete((ended, cancelled) -> exchange.cancel(true));
    return result;
  }

  private static SendResult sent(@Nullable EgressReply reply, @Nullable Throwable thrown) {
    if (reply == null) {
      return SendResult.of(thrown == null ? new IllegalStateException("no reply") : thrown);
    }
    return reply.status() == OK
        ? new Answered(reply)
        : new Failed(
            FailureCause.DEFAULT, "status " + reply.status() + ", expected 200", true, reply);
  }

  private AttemptResult result(WebhookRequest request, SendResult sent) {
    AttemptReport report = reports.of(request, sent);
    return switch (sent) {
      case Answered _ -> new AttemptResult.Delivered(report);
      case Failed(var cause, var _, var _, var _) when cause == FailureCause.GUARD ->
          new AttemptResult.GaveUp(cause.toString(), report);
      case Failed failed ->
          new AttemptResult.Retry(Duration.ZERO, failed.cause().toString(), report);
    };
  }

  @Override
  public void ended(DeliveryEnding ending) {
    if (ending.state() == DeliveryState.FAILED || ending.state() == DeliveryState.EXPIRED) {
      Destination destination = current.get();
      log.warn(
          "message not forwarded destination={} delivery={} attempts={} cause={}: {}",
          destination == null ? "removed" : destination.id(),
          ending.id(),
          ending.attempts(),
          ending.cause(),
          ending.message());
    }
  }
}
