package dev.interlock.webhooks.registered.sending;

import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.FlowPolicy;
import dev.interlock.api.delivery.Poison;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.delivery.Target;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.RegisteredWebhook.Attempts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The rules by which a registered webhook is delivered to: those of postmand. The delay after the
/// n-th failure is `min(max, min * 2^(n-1))`, without jitter; nothing expires; no breaker.
final class RegisteredTarget {

  /// Postmand knows no expiry: a hundred years.
  private static final Duration EVER = Duration.ofDays(36_500);

  private static final int CONCURRENCY = 16;
  private static final long MAX_BACKLOG = 1_000_000;

  private RegisteredTarget() {}

  static Target of(RegisteredWebhook webhook) {
    Attempts attempts = webhook.terms().attempts();
    RetryPolicy.Delays delays =
        new RetryPolicy.Delays(
            Duration.ofSeconds(attempts.minBackoff()),
            2,
            Duration.ofSeconds(attempts.maxBackoff()),
            0);
    return new Target(
        webhook.target(),
        Durability.DURABLE,
        new RetryPolicy(attempts.most(), EVER, delays),
        Poison.SKIP,
        EVER,
        Duration.ofSeconds(attempts.timeout()),
        new FlowPolicy(CONCURRENCY, null, MAX_BACKLOG, null, false),
        orderKey(webhook));
  }

  /// One after another are all of them, or none.
  static @Nullable String orderKey(RegisteredWebhook webhook) {
    return webhook.terms().ordered() ? webhook.target() : null;
  }
}
