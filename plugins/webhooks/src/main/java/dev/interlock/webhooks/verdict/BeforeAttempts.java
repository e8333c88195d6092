package dev.interlock.webhooks.verdict;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.interlock.api.EventPayload;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.SendResult.Failed;
import dev.interlock.webhooks.delivery.WebhookSender;
import dev.interlock.webhooks.request.Attempt;
import dev.interlock.webhooks.request.Message;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The tries of asking a before webhook, all inside the event's deadline, each through the gate.
/// Thread-safe; blocks its caller.
final class BeforeAttempts {

  private final Webhook webhook;
  private final WebhookSender sender;
  private final BeforeGate gate;
  private final InstantSource clock;

  BeforeAttempts(Webhook webhook, WebhookSender sender, BeforeGate gate, InstantSource clock) {
    this.webhook = webhook;
    this.sender = sender;
    this.gate = gate;
    this.clock = clock;
  }

  /// The last try. Told of each before that, and how long is waited after it.
  Tried untilDeadline(EventPayload payload, String id, BiConsumer<Tried, Duration> failed)
      throws InterruptedException {
    Duration left = left(payload);
    if (!left.isPositive()) {
      return Tried.unsent(1, FailureCause.TIMEOUT, "the event's deadline has passed");
    }
    RetryPolicy<Tried> policy =
        RetryPolicy.<Tried>builder()
            .handleResultIf(Tried::retryable)
            .withMaxAttempts(webhook.asking().retry().maxTries())
            .withMaxDuration(shorter(webhook.asking().retry().maxTime(), left))
            .withDelayFn(
                context ->
                    webhook
                        .asking()
                        .retry()
                        .delayBefore(
                            context.getAttemptCount() + 1,
                            ThreadLocalRandom.current().nextDouble()))
            .onRetryScheduled(event -> failed.accept(event.getLastResult(), event.getDelay()))
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

  /// Where no time is left for another try, the last one stands.
  private Tried once(EventPayload payload, String id, int number, @Nullable Tried previous)
      throws InterruptedException {
    Duration left = left(payload);
    if (!left.isPositive() && previous != null) {
      return previous;
    }
    Attempt attempt =
        new Attempt(
            id, number, clock.instant(), shorter(webhook.sending().timeouts().request(), left));
    String shut = gate.shut();
    if (!shut.isEmpty()) {
      return Tried.unsent(number, FailureCause.BREAKER, shut);
    }
    boolean reached = false;
    long startedAt = System.nanoTime();
    CompletableFuture<WebhookSender.Sent> sending = sender.send(Message.of(payload), attempt);
    try {
      WebhookSender.Sent sent = sending.get();
      reached = !(sent.result() instanceof Failed failed && failed.passing());
      return new Tried(number, sent, Duration.ofNanos(System.nanoTime() - startedAt));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sender completes without exception", e);
    } finally {
      sending.cancel(true);
      gate.observed(reached);
    }
  }
}
