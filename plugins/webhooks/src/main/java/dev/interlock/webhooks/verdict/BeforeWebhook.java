package dev.interlock.webhooks.verdict;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.interlock.api.Decision;
import dev.interlock.api.EventPayload;
import dev.interlock.api.FailurePolicy;
import dev.interlock.api.HandlerFailure;
import dev.interlock.api.Json;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.AttemptResult.Answered;
import dev.interlock.webhooks.delivery.AttemptResult.Failed;
import dev.interlock.webhooks.delivery.WebhookSender;
import dev.interlock.webhooks.observation.Attempted;
import dev.interlock.webhooks.observation.WebhookMeters.Verdict;
import dev.interlock.webhooks.observation.WebhookObserver;
import dev.interlock.webhooks.observation.WebhookObserver.Failure;
import dev.interlock.webhooks.request.Attempt;
import dev.interlock.webhooks.request.DeliveryId;
import dev.interlock.webhooks.request.WebhookRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/// Asks one before webhook and waits: several tries, all inside the event's deadline. At most 32
/// events wait for it at once; one more fails at once under the policy of `default`. Thread-safe;
/// blocks its caller.
public final class BeforeWebhook {

  static final int MOST_WAITING = 32;

  private final Webhook webhook;
  private final WebhookSender sender;
  private final WebhookObserver observer;
  private final InstantSource clock;
  private final ReplyReader reader;
  private final Semaphore slots = new Semaphore(MOST_WAITING);

  public BeforeWebhook(
      Webhook webhook, WebhookSender sender, WebhookObserver observer, InstantSource clock) {
    this.webhook = webhook;
    this.sender = sender;
    this.observer = observer;
    this.clock = clock;
    this.reader = new ReplyReader(webhook.asking());
  }

  /// @param took of the last try
  private record Tried(int number, WebhookSender.Sent sent, Duration took) {
    boolean retryable() {
      return sent.result() instanceof Failed failed && failed.retryable();
    }
  }

  /// @throws HandlerFailure where the webhook failed and its policy is `fail`
  /// @throws InterruptedException where the event's deadline passed, or it was aborted
  public Decision<Json> decide(EventPayload payload) throws InterruptedException {
    if (!slots.tryAcquire()) {
      observer.meters().decided(Verdict.REFUSED);
      return apply(
          FailureCause.DEFAULT, "busy", MOST_WAITING + " events already wait for its answer");
    }
    try {
      String id = DeliveryId.of(payload.event().id(), webhook.name(), 0);
      Tried last = tryUntilDeadline(payload, id);
      return conclude(new Attempted(webhook.name(), payload, id, last.number), last);
    } finally {
      slots.release();
    }
  }

  private Tried tryUntilDeadline(EventPayload payload, String id) throws InterruptedException {
    Duration left = left(payload);
    if (!left.isPositive()) {
      return new Tried(1, late(), Duration.ZERO);
    }
    RetryPolicy<Tried> policy =
        RetryPolicy.<Tried>builder()
            .handleResultIf(Tried::retryable)
            .withMaxAttempts(webhook.sending().schedule().maxTries())
            .withMaxDuration(shorter(webhook.sending().schedule().maxTime(), left))
            .withDelayFn(
                context ->
                    webhook
                        .sending()
                        .schedule()
                        .delayBefore(
                            context.getAttemptCount() + 1,
                            ThreadLocalRandom.current().nextDouble()))
            .onRetryScheduled(
                event ->
                    show(
                        payload,
                        id,
                        event.getLastResult(),
                        WebhookObserver.again(event.getDelay())))
            .build();
    try {
      return Failsafe.with(policy)
          .get(
              context -> once(payload, id, context.getAttemptCount() + 1, context.getLastResult()));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        InterruptedException interrupted = new InterruptedException();
        interrupted.initCause(e);
        throw interrupted;
      }
      throw e;
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Duration left(EventPayload payload) {
    return Duration.between(clock.instant(), payload.deadline());
  }

  private static WebhookSender.Sent late() {
    return new WebhookSender.Sent(
        null, new Failed(FailureCause.TIMEOUT, "the event's deadline has passed", false, null));
  }

  /// Where no time is left for another try, the last one stands.
  private Tried once(
      EventPayload payload,
      String id,
      int number,
      @org.jspecify.annotations.Nullable Tried previous)
      throws InterruptedException {
    Duration left = left(payload);
    if (!left.isPositive() && previous != null) {
      return previous;
    }
    Attempt attempt =
        new Attempt(
            id, number, clock.instant(), shorter(webhook.sending().timeouts().request(), left));
    long startedAt = System.nanoTime();
    CompletableFuture<WebhookSender.Sent> sending = sender.send(payload, attempt);
    try {
      WebhookSender.Sent sent = sending.get();
      return new Tried(number, sent, Duration.ofNanos(System.nanoTime() - startedAt));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sender completes without exception", e);
    } finally {
      sending.cancel(true);
    }
  }

  private void show(EventPayload payload, String id, Tried tried, String next) {
    if (tried.sent.result() instanceof Failed failed) {
      int status = failed.reply() == null ? 0 : failed.reply().status();
      observer.failed(
          new Attempted(webhook.name(), payload, id, tried.number),
          new Failure(failed.cause(), status, failed.message()),
          tried.took,
          next);
    }
  }

  private Decision<Json> conclude(Attempted attempted, Tried last) {
    return switch (last.sent.result()) {
      case Answered(var reply) -> {
        WebhookRequest request = last.sent.request();
        if (request == null) {
          throw new IllegalStateException("a reply without a request");
        }
        yield weigh(attempted, reader.read(request, reply), reply, last.took);
      }
      case Failed failed -> {
        show(attempted.payload(), attempted.delivery(), last, consequence(failed.cause()));
        yield apply(failed.cause(), failed.cause().toString(), failed.message());
      }
    };
  }

  private Decision<Json> weigh(
      Attempted attempted, Answer answer, EgressReply reply, Duration took) {
    return switch (answer) {
      case Answer.Proceeds() -> {
        observer.answered(attempted, reply, took);
        observer.meters().decided(Verdict.PROCEED);
        yield Decision.proceed();
      }
      case Answer.Vetoes(String reason, var details) -> {
        observer.answered(attempted, reply, took);
        observer.meters().decided(Verdict.CANCEL);
        yield Decision.cancel(reason, details);
      }
      case Answer.Replaces(Json parameters) -> {
        observer.answered(attempted, reply, took);
        observer.meters().decided(Verdict.REPLACE);
        yield Decision.replace(parameters);
      }
      case Answer.Unusable(FailureCause cause, String message) -> {
        observer.failed(attempted, new Failure(cause, 0, message), took, consequence(cause));
        yield apply(cause, cause.toString(), message);
      }
    };
  }

  private String consequence(FailureCause cause) {
    return switch (webhook.asking().onFailure().policyFor(cause)) {
      case FAIL -> "the event fails";
      case CANCEL -> "the event is cancelled";
      case PROCEED -> "the event goes on";
    };
  }

  /// What a failure means for the event.
  ///
  /// @param code what the error is called: the cause, or a word of its own where that is `default`
  private Decision<Json> apply(FailureCause cause, String code, String message) {
    FailurePolicy policy = webhook.asking().onFailure().policyFor(cause);
    return switch (policy) {
      case FAIL -> {
        observer.meters().decided(Verdict.FAIL);
        throw new HandlerFailure(code, message);
      }
      case CANCEL -> {
        observer.meters().decided(Verdict.CANCEL);
        yield Decision.cancel(webhook.name() + " failed: " + code + ": " + message);
      }
      case PROCEED -> {
        observer.meters().decided(Verdict.PROCEED);
        yield Decision.proceed();
      }
    };
  }
}
