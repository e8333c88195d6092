package dev.interlock.webhooks.verdict;

import dev.interlock.api.Decision;
import dev.interlock.api.EventPayload;
import dev.interlock.api.FailurePolicy;
import dev.interlock.api.HandlerFailure;
import dev.interlock.api.Json;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.webhooks.condition.Condition;
import dev.interlock.webhooks.condition.EvaluationException;
import dev.interlock.webhooks.condition.EventBody;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.SendResult.Answered;
import dev.interlock.webhooks.delivery.SendResult.Failed;
import dev.interlock.webhooks.delivery.WebhookSender;
import dev.interlock.webhooks.observation.Attempted;
import dev.interlock.webhooks.observation.WebhookMeters.Filtered;
import dev.interlock.webhooks.observation.WebhookMeters.Verdict;
import dev.interlock.webhooks.observation.WebhookObserver;
import dev.interlock.webhooks.observation.WebhookObserver.Failure;
import dev.interlock.webhooks.request.DeliveryId;
import dev.interlock.webhooks.request.Message;
import dev.interlock.webhooks.request.WebhookRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/// Asks one before webhook and waits: several tries, all inside the event's deadline. At most 32
/// events wait for it at once; one more fails at once under the policy of `default`. Thread-safe;
/// blocks its caller.
public final class BeforeWebhook {

  static final int MOST_WAITING = 32;

  private final Webhook webhook;
  private final WebhookObserver observer;
  private final ReplyReader reader;
  private final BeforeAttempts attempts;
  private final Semaphore slots = new Semaphore(MOST_WAITING);

  public BeforeWebhook(
      Webhook webhook,
      WebhookSender sender,
      WebhookObserver observer,
      BeforeGate gate,
      InstantSource clock) {
    this.webhook = webhook;
    this.attempts = new BeforeAttempts(webhook, sender, gate, clock);
    this.observer = observer;
    this.reader = new ReplyReader(webhook.asking());
  }

  /// @throws HandlerFailure where the webhook failed and its policy is `fail`
  /// @throws InterruptedException where the event's deadline passed, or it was aborted
  public Decision<Json> decide(EventPayload payload) throws InterruptedException {
    Condition when = webhook.when();
    if (when != null) {
      try {
        if (!when.holds(new EventBody(payload.body()))) {
          observer.meters().filtered(Filtered.LEFT_OUT);
          return Decision.proceed();
        }
      } catch (EvaluationException e) {
        observer.unevaluated(Filtered.CONDITION_ERROR, payload.hook(), e);
        return apply(
            FailureCause.CONDITION, FailureCause.CONDITION.toString(), "when: " + e.getMessage());
      }
    }
    return ask(payload);
  }

  private Decision<Json> ask(EventPayload payload) throws InterruptedException {
    if (!slots.tryAcquire()) {
      observer.meters().decided(Verdict.REFUSED);
      return apply(
          FailureCause.DEFAULT, "busy", MOST_WAITING + " events already wait for its answer");
    }
    try {
      String id = DeliveryId.of(payload.event(), webhook.name(), 0).toString();
      Tried last =
          attempts.untilDeadline(
              payload,
              id,
              (tried, delay) ->
                  show(
                      attempted(payload, id, tried.number()), tried, WebhookObserver.again(delay)));
      return conclude(attempted(payload, id, last.number()), last);
    } finally {
      slots.release();
    }
  }

  private Attempted attempted(EventPayload payload, String id, int number) {
    return new Attempted(webhook.name(), Message.originOf(payload), id, number);
  }

  private void show(Attempted attempted, Tried tried, String next) {
    if (tried.sent().result() instanceof Failed failed) {
      int status = failed.reply() == null ? 0 : failed.reply().status();
      observer.failed(
          attempted, new Failure(failed.cause(), status, failed.message()), tried.took(), next);
    }
  }

  private Decision<Json> conclude(Attempted attempted, Tried last) {
    return switch (last.sent().result()) {
      case Answered(var reply) -> {
        WebhookRequest request = last.sent().request();
        if (request == null) {
          throw new IllegalStateException("a reply without a request");
        }
        yield weigh(attempted, reader.read(request, reply), reply, last.took());
      }
      case Failed failed -> {
        show(attempted, last, consequence(failed.cause()));
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
