package dev.interlock.webhooks.delivery;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.delivery.TargetChange;
import dev.interlock.api.delivery.Transport;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.client.Veto;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.FailedAttempts.FailedAttempt;
import dev.interlock.webhooks.delivery.SendResult.Answered;
import dev.interlock.webhooks.delivery.SendResult.Failed;
import dev.interlock.webhooks.delivery.WebhookSender.Sent;
import dev.interlock.webhooks.observation.Attempted;
import dev.interlock.webhooks.observation.WebhookMeters.Ending;
import dev.interlock.webhooks.observation.WebhookObserver;
import dev.interlock.webhooks.observation.WebhookObserver.Failure;
import dev.interlock.webhooks.request.Attempt;
import dev.interlock.webhooks.request.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Carries the deliveries of one webhook over HTTP, and tells what becomes of them. Thread-safe,
/// never blocks.
public final class WebhookTransport implements Transport {

  private static final int GONE = 410;

  private final Webhook webhook;
  private final WebhookSender sender;
  private final WebhookObserver observer;
  private final Consumer<String> disabled;
  private final AttemptReports reports;
  private final FailedAttempts failures;
  private final boolean kept;

  /// @param disabled told the reason for which its target was disabled, before people are; it may
  ///   block
  public WebhookTransport(
      Webhook webhook, WebhookSender sender, WebhookObserver observer, Consumer<String> disabled) {
    this.webhook = webhook;
    this.sender = sender;
    this.observer = observer;
    this.disabled = disabled;
    this.reports = new AttemptReports(webhook.target().headers());
    this.failures = new FailedAttempts(observer);
    this.kept = webhook.telling().durability() == Durability.DURABLE;
  }

  @Override
  public CompletableFuture<AttemptResult> send(OutgoingDelivery delivery) {
    Attempt attempt =
        new Attempt(delivery.id().toString(), delivery.attempt(), delivery.at(), delivery.limit());
    long startedAt = System.nanoTime();
    CompletableFuture<Sent> sending = sender.send(Message.of(delivery), attempt);
    CompletableFuture<AttemptResult> result =
        sending.thenApply(
            sent -> result(delivery, sent, Duration.ofNanos(System.nanoTime() - startedAt)));
    CompletableFuture<AttemptResult> _ =
        result.whenComplete(
            (ended, cancelled) -> {
              if (cancelled != null) {
                sending.cancel(true);
              }
            });
    return result;
  }

  private AttemptResult result(OutgoingDelivery delivery, Sent sent, Duration took) {
    AttemptReport report =
        kept ? reports.of(sent.request(), sent.result()) : AttemptReports.brief(sent.result());
    return switch (sent.result()) {
      case Answered(var reply) -> {
        answered(attempted(delivery), reply, took);
        yield new AttemptResult.Delivered(report);
      }
      case Failed failed -> {
        EgressReply reply = failed.reply();
        Failure failure = new Failure(failed.cause(), report.status(), failed.message());
        failures.add(delivery.id(), new FailedAttempt(attempted(delivery), failure, took));
        if (report.status() == GONE) {
          yield new AttemptResult.Gone(report);
        }
        String cause = failed.cause().toString();
        if (failed.cause() == FailureCause.GUARD) {
          yield new AttemptResult.GaveUp(cause, report);
        }
        Duration after = reply == null ? Duration.ZERO : RetryAfter.of(reply, delivery.at());
        yield new AttemptResult.Retry(after, cause, report);
      }
    };
  }

  private void answered(Attempted attempted, EgressReply reply, Duration took) {
    observer.answered(attempted, reply, took);
    if (Veto.is(reply.header("Content-Type").orElse(""))) {
      observer.vetoedTooLate(attempted);
    }
  }

  private Attempted attempted(OutgoingDelivery delivery) {
    return new Attempted(
        webhook.name(), delivery.origin(), delivery.id().toString(), delivery.attempt());
  }

  @Override
  public void retrying(OutgoingDelivery delivery, Duration delay) {
    String next = WebhookObserver.again(delay);
    if (!failures.resolve(delivery.id(), next)) {
      Failure late = new Failure(FailureCause.TIMEOUT, 0, "no end within " + delivery.limit());
      observer.failed(attempted(delivery), late, delivery.limit(), next);
    }
  }

  @Override
  public void ended(DeliveryEnding ending) {
    boolean _ = failures.resolve(ending.id(), words(ending.state()));
    switch (ending.state()) {
      case DELIVERED -> observer.meters().ended(Ending.DELIVERED);
      case FAILED -> observer.gaveUp(ending, Ending.FAILED);
      case PARKED -> observer.gaveUp(ending, Ending.PARKED);
      case HELD -> observer.gaveUp(ending, Ending.HELD);
      case EXPIRED -> observer.gaveUp(ending, Ending.EXPIRED);
      case CANCELLED -> observer.meters().ended(Ending.CANCELLED);
      case DROPPED -> observer.dropped();
      case ABANDONED -> observer.meters().ended(Ending.ABANDONED);
      case BLOCKED, PENDING -> throw new IllegalArgumentException(ending + " has not ended");
    }
  }

  private static String words(DeliveryState state) {
    return switch (state) {
      case FAILED -> "given up";
      case PARKED -> "given up and set aside";
      case HELD -> "given up; its key waits";
      case EXPIRED -> "expired";
      case CANCELLED -> "cancelled";
      case DROPPED -> "dropped: the queue is full";
      case ABANDONED -> "lost: the host stops";
      case DELIVERED, BLOCKED, PENDING -> "";
    };
  }

  @Override
  public void changed(TargetChange change) {
    switch (change) {
      case TargetChange.Disabled(String _, String reason) -> {
        Thread _ =
            Thread.ofVirtual()
                .name("webhooks-disabled")
                .start(
                    () -> {
                      disabled.accept(reason);
                      observer.disabled(reason);
                    });
      }
      case TargetChange.Recovered(String _) -> observer.recovered();
    }
  }
}
