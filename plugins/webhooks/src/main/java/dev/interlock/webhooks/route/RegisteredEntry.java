package dev.interlock.webhooks.route;

import dev.interlock.api.settings.Secret;
import dev.interlock.webhooks.observation.LastAttempt;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.RegisteredWebhook.Attempts;
import dev.interlock.webhooks.registered.RegisteredWebhook.Terms;
import dev.interlock.webhooks.registered.sending.RegisteredWebhooks;
import dev.interlock.webhooks.wire.WebhookInput;
import dev.interlock.webhooks.wire.WireJson;
import dev.interlock.webhooks.wire.WireTime;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A registered webhook as `/v1/webhooks` shows it: postmand's fields, then ours. Thread-safe.
final class RegisteredEntry {

  private final RegisteredWebhooks webhooks;
  private final boolean revealing;

  /// @param revealing whether every secret is given back, as postmand did
  RegisteredEntry(RegisteredWebhooks webhooks, boolean revealing) {
    this.webhooks = webhooks;
    this.revealing = revealing;
  }

  ObjectNode of(RegisteredWebhook webhook, Instant now) {
    Terms terms = webhook.terms();
    ObjectNode entry =
        WireJson.object()
            .put("id", webhook.id().toString())
            .put("name", terms.name())
            .put("url", terms.url().toString())
            .put("content_type", terms.contentType());
    ArrayNode codes = entry.putArray("valid_status_codes");
    terms.successes().forEach(codes::add);
    Attempts attempts = terms.attempts();
    entry
        .put("secret_token", secret(webhook))
        .put("active", terms.active())
        .put("max_delivery_attempts", attempts.most())
        .put("delivery_attempt_timeout", attempts.timeout())
        .put("retry_min_backoff", attempts.minBackoff())
        .put("retry_max_backoff", attempts.maxBackoff())
        .put("created_at", WireTime.write(webhook.times().createdAt()))
        .put("updated_at", WireTime.write(webhook.times().updatedAt()));
    entry.put("source", "api").put("description", "").putArray("events");
    entry
        .put("mode", "durable")
        .put("enabled", terms.active())
        .put("ordered", terms.ordered())
        .put("return_secret", terms.returnSecret());
    putOverlap(entry, webhook, now);
    Optional<LastAttempt> last = webhooks.last(webhook.id());
    EntryState.put(entry, terms.active() ? "" : "paused", last, now);
    return entry;
  }

  private static void putOverlap(ObjectNode entry, RegisteredWebhook webhook, Instant now) {
    Instant until = webhook.secrets().previousUntil();
    if (until != null && until.isAfter(now)) {
      entry.put("previous_secret_until", WireTime.write(until));
    }
  }

  private String secret(RegisteredWebhook webhook) {
    if (webhook.secrets().current() == null) {
      return "";
    }
    if (!revealing && !webhook.terms().returnSecret()) {
      return WebhookInput.MASK;
    }
    Secret secret = webhooks.unsealed(webhook.secrets().current());
    return secret == null ? "" : secret.reveal();
  }
}
