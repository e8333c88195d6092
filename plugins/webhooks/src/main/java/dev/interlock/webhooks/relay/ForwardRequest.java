package dev.interlock.webhooks.relay;

import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.egress.EgressRequest.Limits;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.client.SignatureScheme;
import dev.interlock.webhooks.request.WebhookRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/// What a message looks like on the wire: its body and content type as they were posted, unsigned,
/// and Interlock's harmless headers, by which a destination may recognise a repeated try. It goes
/// to public addresses only, as the URL came over the API.
final class ForwardRequest {

  /// How long an attempt may take in all.
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Limits LIMITS =
      new Limits(Duration.ofSeconds(2), LIMIT, new ByteSize(64 << 10));

  private final String version;

  /// @param version Interlock's
  ForwardRequest(String version) {
    this.version = version;
  }

  /// What a registration checks: the same guard as each attempt, and nothing is sent.
  static EgressRequest probe(URI url) {
    return EgressRequest.to(url).limits(LIMITS).addresses(AddressPolicy.PUBLIC).build();
  }

  /// @param url a destination's
  WebhookRequest of(String url, OutgoingDelivery delivery) {
    EgressRequest http =
        EgressRequest.to(address(url))
            .post(delivery.body())
            .header("Content-Type", String.valueOf(delivery.contentType()))
            .header("User-Agent", "interlock/" + version)
            .header(SignatureScheme.ID_HEADER, delivery.id().toString())
            .header(SignatureScheme.TIMESTAMP_HEADER, Long.toString(delivery.at().getEpochSecond()))
            .header("webhook-attempt", Integer.toString(delivery.attempt()))
            .limits(within(delivery.limit()))
            .addresses(AddressPolicy.PUBLIC)
            .build();
    return new WebhookRequest(http, delivery.id().toString(), "", delivery.body());
  }

  private static Limits within(Duration limit) {
    return limit.compareTo(LIMIT) >= 0
        ? LIMITS
        : new Limits(
            limit.compareTo(LIMITS.connect()) < 0 ? limit : LIMITS.connect(),
            limit,
            LIMITS.maxReply());
  }

  /// A fragment is the client's own matter: it is never sent.
  private static URI address(String url) {
    try {
      int fragment = url.indexOf('#');
      return new URI(fragment < 0 ? url : url.substring(0, fragment));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a registered URL was checked", e);
    }
  }
}
