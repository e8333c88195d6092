package dev.interlock.webhooks.request;

import dev.interlock.api.EventPayload;
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
  public WebhookRequest compose(
      EventPayload payload, Attempt attempt, @Nullable String authorization) {
    byte[] body = payload.body().utf8();
    long timestamp = attempt.at().getEpochSecond();
    List<Header> headers = new ArrayList<>(fixed.size() + ADDED_HEADERS);
    headers.addAll(fixed);
    describe(headers, payload, attempt);
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
            webhook.target().tls());
    return new WebhookRequest(request, attempt.id(), nonce, body);
  }

  /// For a URL that is no webhook of the file: nothing signs it, and it must be public.
  public static WebhookRequest unsigned(
      URI url, EventPayload payload, Attempt attempt, String version) {
    List<Header> headers = start(version);
    describe(headers, payload, attempt);
    EgressRequest.Builder request = EgressRequest.to(url).post(payload.body().utf8());
    headers.forEach(header -> request.header(header.name(), header.value()));
    return new WebhookRequest(request.build(), attempt.id(), "", payload.body().utf8());
  }

  private static List<Header> start(String version) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", CONTENT_TYPE));
    headers.add(new Header("User-Agent", "interlock/" + version));
    return headers;
  }

  private static void describe(List<Header> headers, EventPayload payload, Attempt attempt) {
    long timestamp = attempt.at().getEpochSecond();
    headers.add(new Header(SignatureScheme.ID_HEADER, attempt.id()));
    headers.add(new Header(SignatureScheme.TIMESTAMP_HEADER, Long.toString(timestamp)));
    headers.add(new Header("webhook-attempt", Integer.toString(attempt.number())));
    headers.add(new Header("traceparent", payload.event().traceparent()));
    headers.add(new Header("interlock-hops", Integer.toString(payload.event().depth())));
  }

  private Limits within(Duration limit) {
    if (limits.request().compareTo(limit) <= 0) {
      return limits;
    }
    Duration connect = limits.connect().compareTo(limit) <= 0 ? limits.connect() : limit;
    return new Limits(connect, limit, limits.maxReply());
  }
}
