package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.api.settings.Secret;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.RegisteredWebhook.SealedSecrets;
import dev.interlock.webhooks.route.WebhookDirectory.Found;
import dev.interlock.webhooks.wire.Faults;
import dev.interlock.webhooks.wire.Fields;
import dev.interlock.webhooks.wire.WebhookInput;
import dev.interlock.webhooks.wire.WireError;
import dev.interlock.webhooks.wire.WireError.Kind;
import dev.interlock.webhooks.wire.WireJson;
import dev.interlock.webhooks.wire.WireTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/// `POST /v1/webhooks/{id}/rotate-secret`: a new secret, given or made; it is in the reply this
/// once. The one before signs as well until the overlap has passed. Thread-safe.
final class SecretRotation {

  private static final int USUAL_OVERLAP = 86_400;
  private static final int LONGEST_OVERLAP = 30 * 86_400;
  private static final int MADE_BYTES = 32;
  private static final int LONGEST = 4096;

  private final SecureRandom random = new SecureRandom();
  private final WebhookDirectory directory;
  private final WebhookEntries entries;
  private final ConnectorContext context;

  SecretRotation(WebhookDirectory directory, WebhookEntries entries, ConnectorContext context) {
    this.directory = directory;
    this.entries = entries;
    this.context = context;
  }

  /// `{"secret_token", "overlap"}`, the overlap in seconds.
  RouteReply rotate(RouteRequest request) {
    if (!(directory.named(request.path("id")) instanceof Found.Registered(var webhook))) {
      throw WireError.refused(
          409, "only webhooks of the API have secrets here; in the file: secrets: [new, old]");
    }
    Fields fields = new Fields(WireJson.readOptional(request.body()));
    int overlap = fields.has("overlap") ? fields.number("overlap") : USUAL_OVERLAP;
    String secret = fields.has("secret_token") ? fields.text("secret_token") : made();
    check(secret, overlap);
    String sealed = context.store().seal(new Secret(secret));
    Instant now = WireTime.micros(context.clock().instant());
    RegisteredWebhook rotated =
        directory
            .registered()
            .change(
                webhook.id(),
                known -> known.with(rotated(known.secrets(), sealed, now, overlap), now))
            .orElseThrow(() -> WireError.of(Kind.WEBHOOK));
    return WireJson.reply(
        200, entries.of(new Found.Registered(rotated)).put("secret_token", secret));
  }

  private static SealedSecrets rotated(
      SealedSecrets known, String sealed, Instant now, int overlap) {
    return known.current() == null || overlap == 0
        ? SealedSecrets.of(sealed)
        : new SealedSecrets(sealed, known.current(), now.plus(Duration.ofSeconds(overlap)));
  }

  private static void check(String secret, int overlap) {
    Faults faults = new Faults();
    faults.addIf(
        secret.isEmpty() || secret.length() > LONGEST || secret.equals(WebhookInput.MASK),
        "secret_token",
        "must be a secret of 1 to " + LONGEST + " characters");
    faults.addIf(
        overlap < 0 || overlap > LONGEST_OVERLAP,
        "overlap",
        "must be 0 to " + LONGEST_OVERLAP + " seconds");
    faults.check();
  }

  private String made() {
    byte[] bytes = new byte[MADE_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
