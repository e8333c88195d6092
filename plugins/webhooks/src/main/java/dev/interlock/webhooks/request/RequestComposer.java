package dev.interlock.webhooks.request;

import dev.interlock.api.delivery.DeliveryOrigin;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.api.egress.EgressRequest.Limits;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.client.SignatureScheme;
import dev.interlock.client.SignedVerdict;
import dev.interlock.webhooks.configuration.Webhook;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes one webhook's requests. What never changes from one to the next is prepared once.
/// Thread-safe.
public final class RequestComposer {

  /// Of the request, and of a reply that replaces the input.
  public static final String CONTENT_TYPE = "application/vnd.opsani.servo-webhooks+json";

  private static final ByteSize MAX_REPLY = new ByteSize(64 << 10);
  private static final int ADDED_HEADERS = 12;

  private final Webhook webhook;
  private final List<Header> fixed;
  private final Limits limits;

  /// @param version Interlock's
  public RequestComposer(Webhook webhook, String version) {
    this.webhook = webhook;
    List<Header> headers = start(version);
    headers.addAll(webhook.target().headers());
    this.fixed = List.copyOf(headers);
    this.limits =
        new Limits(
            webhook.sending().timeouts().connect(),
            webhook.sending().timeouts().request(),
            MAX_REPLY);
  }

  /// @param authorization the value of `Authorization`, or null
  public WebhookRequest compose(Message message, Attempt attempt, @Nullable String authorization) {
    byte[] body = message.body();
    long timestamp = attempt.at().getEpochSecond();
    List<Header> headers = new ArrayList<>(fixed.size() + ADDED_HEADERS);
    headers.add(contentType(message));
    headers.addAll(fixed);
    describe(headers, message, attempt);
    if (authorization != null) {
      headers.add(new Header("Authorization", authorization));
    }
    String nonce = "";
    if (webhook.asking().verdict() != null) {
      nonce = SignedVerdict.nonce();
      headers.add(new Header(SignedVerdict.NONCE_HEADER, nonce));
    }
    webhook
        .sending()
        .signer()
        .sign(attempt.id(), timestamp, body, (name, value) -> headers.add(new Header(name, value)));
    EgressRequest request =
        new EgressRequest(
            "POST",
            webhook.target().url(),
            headers,
            body,
            within(attempt.limit()),
            webhook.target().addresses(),
            webhook.target().tls(),
            message.asks() ? "before " + webhook.name() : "");
    return new WebhookRequest(request, attempt.id(), nonce, body);
  }

  /// For a URL that is no webhook of the file: nothing signs it, and it must be public.
  public static WebhookRequest unsigned(URI url, Message message, Attempt attempt, String version) {
    List<Header> headers = new ArrayList<>();
    headers.add(contentType(message));
    headers.addAll(start(version));
    describe(headers, message, attempt);
    EgressRequest.Builder request = EgressRequest.to(url).post(message.body());
    headers.forEach(header -> request.header(header.name(), header.value()));
    return new WebhookRequest(request.build(), attempt.id(), "", message.body());
  }

  private static List<Header> start(String version) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("User-Agent", "interlock/" + version));
    return headers;
  }

  private static Header contentType(Message message) {
    String own = message.contentType();
    return new Header("Content-Type", own == null ? CONTENT_TYPE : own);
  }

  private static void describe(List<Header> headers, Message message, Attempt attempt) {
    long timestamp = attempt.at().getEpochSecond();
    headers.add(new Header(SignatureScheme.ID_HEADER, attempt.id()));
    headers.add(new Header(SignatureScheme.TIMESTAMP_HEADER, Long.toString(timestamp)));
    headers.add(new Header("webhook-attempt", Integer.toString(attempt.number())));
    DeliveryOrigin origin = message.origin();
    if (origin != null) {
      headers.add(new Header("traceparent", origin.traceparent()));
      headers.add(new Header("interlock-hops", Integer.toString(origin.depth())));
    }
  }

  private Limits within(Duration limit) {
    if (limits.request().compareTo(limit) <= 0) {
      return limits;
    }
    Duration connect = limits.connect().compareTo(limit) <= 0 ? limits.connect() : limit;
    return new Limits(connect, limit, limits.maxReply());
  }
}
