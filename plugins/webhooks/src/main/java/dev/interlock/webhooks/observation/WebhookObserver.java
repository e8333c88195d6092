package dev.interlock.webhooks.observation;

import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.settings.Durations;
import dev.interlock.webhooks.condition.EvaluationException;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.observation.WebhookEvents.WebhookDisabled;
import dev.interlock.webhooks.observation.WebhookEvents.WebhookRecovered;
import dev.interlock.webhooks.observation.WebhookMeters.Ending;
import dev.interlock.webhooks.observation.WebhookMeters.Filtered;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Sees every attempt of one webhook: counts it, shows it, remembers the last. Thread-safe.
public final class WebhookObserver {

  private static final int LOGGED_DROPS = 1000;
  private static final int LOGGED_ERRORS = 100;

  private final String webhook;
  private final WebhookMeters meters;
  private final Channels channels;
  private final InstantSource clock;
  private final AtomicLong drops = new AtomicLong();
  private final AtomicLong evaluationErrors = new AtomicLong();
  private volatile @Nullable LastAttempt last;

  /// Where things are said.
  public record Channels(Logger activity, Logger logger, NoticePublisher notices) {}

  public WebhookObserver(
      String webhook, WebhookMeters meters, Channels channels, InstantSource clock) {
    this.webhook = webhook;
    this.meters = meters;
    this.channels = channels;
    this.clock = clock;
  }

  public Optional<LastAttempt> last() {
    return Optional.ofNullable(last);
  }

  public WebhookMeters meters() {
    return meters;
  }

  public void answered(Attempted attempted, EgressReply reply, Duration took) {
    last = new LastAttempt(clock.instant(), reply.status(), "");
    meters.answered(took);
    if (channels.activity.isInfoEnabled()) {
      String status = Integer.toString(reply.status());
      channels.activity.info(ActivityLine.of(attempted, status, took, ActivityLine.remark(reply)));
    }
  }

  /// One try failed.
  ///
  /// @param next what happens now, for people: `again in 1s`
  public void failed(Attempted attempted, Failure failure, Duration took, String next) {
    last = new LastAttempt(clock.instant(), failure.status, failure.cause.toString());
    meters.failed(failure.cause, took);
    if (channels.activity.isInfoEnabled()) {
      boolean answered = failure.status > 0;
      String remark = answered ? next : failure.cause + ": " + failure.message + "; " + next;
      channels.activity.info(
          ActivityLine.of(
              attempted, answered ? Integer.toString(failure.status) : "failed", took, remark));
    }
  }

  /// @param status the reply's; 0 where none came
  /// @param message without secrets
  public record Failure(FailureCause cause, int status, String message) {}

  /// A veto came after the event.
  public void vetoedTooLate(Attempted attempted) {
    channels.logger.warn(
        "webhook={} delivery={} answered with a veto, which means nothing after an event",
        webhook,
        attempted.delivery());
  }

  /// A delivery was given up, whatever its state is called.
  ///
  /// @param ending with a failure's cause, or `expired`
  public void gaveUp(DeliveryEnding ending, Ending meter) {
    meters.ended(meter);
    new GivenUp(channels.logger, channels.notices).tell(webhook, webhook, ending);
  }

  /// A full memory queue dropped its oldest: counted each time, logged now and then.
  public void dropped() {
    meters.dropped();
    long number = drops.incrementAndGet();
    if (number % LOGGED_DROPS == 1) {
      channels.logger.warn(
          "webhook={} queue full: dropped the oldest, deliveries={} so far", webhook, number);
    }
  }

  public void disabled(String reason) {
    channels.logger.warn("webhook={} disabled: {}", webhook, reason);
    channels.notices.publish(
        null, WebhookEvents.WEBHOOK_DISABLED, new WebhookDisabled(webhook, reason));
  }

  public void recovered() {
    channels.logger.info("webhook={} recovered", webhook);
    channels.notices.publish(null, WebhookEvents.WEBHOOK_RECOVERED, new WebhookRecovered(webhook));
  }

  /// An expression of the file could not be evaluated over an event's body: logged now and then.
  public void unevaluated(Filtered reason, String hook, EvaluationException failure) {
    meters.filtered(reason);
    long number = evaluationErrors.incrementAndGet();
    if (number % LOGGED_ERRORS == 1) {
      channels.logger.warn(
          "webhook={} hook={} {}: {}; errors={} so far",
          webhook,
          hook,
          reason == Filtered.KEY_ERROR ? "ordered" : "when",
          failure.getMessage(),
          number);
    }
  }

  public static String again(Duration delay) {
    Duration shown =
        delay.toMillis() >= 1000
            ? Duration.ofSeconds(Math.round(delay.toMillis() / 1000.0))
            : delay;
    return "again in " + Durations.format(shown);
  }
}
