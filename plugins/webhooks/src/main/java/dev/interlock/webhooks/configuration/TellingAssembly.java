package dev.interlock.webhooks.configuration;

import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.FlowPolicy;
import dev.interlock.api.delivery.Poison;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.webhooks.condition.OrderKey;
import dev.interlock.webhooks.configuration.Webhook.Telling;
import java.time.Duration;
import java.util.Locale;

/// What was written of one webhook's deliveries, the defaults filled in.
final class TellingAssembly {

  /// Before webhooks try as often, within their event's deadline.
  static final RetryPolicy MEMORY =
      BackoffSettings.usual(3, Duration.ofMinutes(5), Duration.ofMinutes(1));

  private static final Duration MEMORY_EXPIRY = Duration.ofHours(1);
  private static final Duration DURABLE_EXPIRY = Duration.ofDays(3);
  private static final Duration LONGEST_DURABLE_DELAY = Duration.ofHours(1);
  private static final int USUAL_CONCURRENCY = 16;
  private static final int MEMORY_BACKLOG = 10_000;
  private static final int DURABLE_BACKLOG = 1_000_000;

  private final HookSettings settings;
  private final boolean durable;

  /// @param settings laid over `defaults`
  TellingAssembly(HookSettings settings) {
    this.settings = settings;
    this.durable = "durable".equals(settings.delivery());
  }

  Telling build() {
    Duration expire = Merge.or(settings.expire(), durable ? DURABLE_EXPIRY : MEMORY_EXPIRY);
    RetryPolicy usual =
        durable ? BackoffSettings.usual(Integer.MAX_VALUE, expire, LONGEST_DURABLE_DELAY) : MEMORY;
    return new Telling(
        durable ? Durability.DURABLE : Durability.MEMORY,
        OrderKey.of(settings.ordered()),
        Poison.valueOf(Merge.or(settings.poison(), "park").toUpperCase(Locale.ROOT)),
        expire,
        Merge.or(settings.backoff(), BackoffSettings.NONE).over(usual),
        flow());
  }

  private FlowPolicy flow() {
    return new FlowPolicy(
        Merge.or(settings.concurrency(), USUAL_CONCURRENCY),
        settings.rate(),
        Merge.or(settings.maxBacklog(), durable ? DURABLE_BACKLOG : MEMORY_BACKLOG),
        settings.disableAfter(),
        true);
  }
}
