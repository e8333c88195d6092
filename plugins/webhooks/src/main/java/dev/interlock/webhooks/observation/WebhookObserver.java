package dev.interlock.webhooks.observation;

import dev.interlock.api.EventPayload;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.settings.Durations;
import dev.interlock.client.Veto;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.observation.WebhookEvents.DeliveryFailed;
import dev.interlock.webhooks.observation.WebhookMeters.Ending;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Sees every attempt of one webhook: counts it, shows it, remembers the last. Thread-safe.
public final class WebhookObserver {

  private final String webhook;
  private final WebhookMeters meters;
  private final Channels channels;
  private final InstantSource clock;
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

  public void delivered(Attempted attempted, EgressReply reply) {
    meters.ended(Ending.DELIVERED);
    if (Veto.is(reply.header("Content-Type").orElse(""))) {
      channels.logger.warn(
          "webhook={} delivery={} answered with a veto, which means nothing after an event",
          webhook,
          attempted.delivery());
    }
  }

  /// A delivery ended without success.
  ///
  /// @param cause a failure's, or `expired`
  public void gaveUp(Attempted attempted, Ending ending, String cause, String message) {
    meters.ended(ending);
    channels.logger.warn(
        "webhook={} delivery={} hook={} tries={} given up: {}: {}",
        webhook,
        attempted.delivery(),
        attempted.payload().hook(),
        attempted.number(),
        cause,
        message);
    EventPayload payload = attempted.payload();
    channels.notices.publish(
        payload,
        WebhookEvents.DELIVERY_FAILED,
        new DeliveryFailed(
            webhook,
            attempted.delivery(),
            payload.event().id(),
            payload.hook(),
            attempted.number(),
            cause,
            message));
  }

  public void dropped(int deliveries) {
    meters.dropped(deliveries);
    channels.logger.warn(
        "webhook={} queue full: dropped the oldest, deliveries={}", webhook, deliveries);
  }

  public static String again(Duration delay) {
    Duration shown =
        delay.toMillis() >= 1000
            ? Duration.ofSeconds(Math.round(delay.toMillis() / 1000.0))
            : delay;
    return "again in " + Durations.format(shown);
  }
}
