package dev.interlock.webhooks.registered.sending;

import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.api.egress.EgressRequest.Limits;
import dev.interlock.api.egress.TlsIdentity;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Secret;
import dev.interlock.client.SignatureScheme;
import dev.interlock.client.WebhookSigner;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the requests of one registered webhook: the body as it came, without an envelope, signed
/// by `X-Hub-Signature`. While a secret is being rotated there are two of these headers, the new
/// secret's first. Immutable.
final class RegisteredRequest {

  private static final ByteSize MAX_REPLY = new ByteSize(64 << 10);

  private final RegisteredWebhook webhook;
  private final List<Header> fixed;
  private final @Nullable WebhookSigner current;
  private final @Nullable WebhookSigner previous;

  /// @param version Interlock's
  RegisteredRequest(
      RegisteredWebhook webhook,
      @Nullable Secret current,
      @Nullable Secret previous,
      String version) {
    this.webhook = webhook;
    this.current = signer(current);
    this.previous = signer(previous);
    this.fixed =
        List.of(
            new Header("Content-Type", webhook.terms().contentType()),
            new Header("User-Agent", "interlock/" + version));
  }

  private static @Nullable WebhookSigner signer(@Nullable Secret secret) {
    return secret == null
        ? null
        : WebhookSigner.of(List.of(SignatureScheme.HUB), List.of(secret.reveal()), List.of());
  }

  EgressRequest compose(OutgoingDelivery delivery) {
    String id = delivery.id().toString();
    long timestamp = delivery.at().getEpochSecond();
    List<Header> headers = new ArrayList<>(fixed);
    headers.add(new Header(SignatureScheme.ID_HEADER, id));
    headers.add(new Header(SignatureScheme.TIMESTAMP_HEADER, Long.toString(timestamp)));
    headers.add(new Header("webhook-attempt", Integer.toString(delivery.attempt())));
    for (WebhookSigner signer : signers(delivery.at())) {
      signer.sign(
          id, timestamp, delivery.body(), (name, value) -> headers.add(new Header(name, value)));
    }
    return new EgressRequest(
        "POST",
        webhook.terms().url(),
        headers,
        delivery.body(),
        limits(delivery.limit()),
        AddressPolicy.PUBLIC,
        TlsIdentity.DEFAULT,
        "");
  }

  private List<WebhookSigner> signers(Instant now) {
    List<WebhookSigner> signers = new ArrayList<>();
    if (current != null) {
      signers.add(current);
    }
    Instant until = webhook.secrets().previousUntil();
    if (previous != null && until != null && until.isAfter(now)) {
      signers.add(previous);
    }
    return signers;
  }

  private Limits limits(Duration limit) {
    Duration timeout = Duration.ofSeconds(webhook.terms().attempts().timeout());
    Duration shorter = timeout.compareTo(limit) <= 0 ? timeout : limit;
    return new Limits(shorter, shorter, MAX_REPLY);
  }
}
