package dev.interlock.webhooks.configuration;

import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.FlowPolicy;
import dev.interlock.api.delivery.Poison;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.api.egress.TlsIdentity;
import dev.interlock.client.SignedVerdict;
import dev.interlock.client.WebhookSigner;
import dev.interlock.webhooks.condition.Condition;
import dev.interlock.webhooks.condition.OrderKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One webhook as the file means it, every default filled in.
///
/// @param when whether an event is told or asked about; null: always
public record Webhook(
    Identity identity,
    EventSelection events,
    @Nullable Condition when,
    Target target,
    Sending sending,
    Asking asking,
    Telling telling) {

  /// @param generated whether the name was made from host and events
  /// @param entry gives its fingerprint: most starts need none
  public record Identity(
      String name, String description, boolean enabled, boolean generated, Supplier<String> entry) {

    /// Another one wherever anything of the entry is another.
    public String fingerprint() {
      return entry.get();
    }
  }

  /// Where to, and how it proves itself there.
  public record Target(
      URI url,
      List<Header> headers,
      AddressPolicy addresses,
      TlsIdentity tls,
      @Nullable AuthSettings auth) {

    public Target {
      headers = List.copyOf(headers);
    }
  }

  public record Sending(WebhookSigner signer, Timeouts timeouts, List<StatusPattern> success) {

    public Sending {
      success = List.copyOf(success);
    }

    public boolean isSuccess(int status) {
      for (StatusPattern pattern : success) {
        if (pattern.covers(status)) {
          return true;
        }
      }
      return false;
    }
  }

  public record Timeouts(Duration connect, Duration request) {}

  /// What a before webhook's answer may be and what a missing one means.
  ///
  /// @param verdict verifies replies; null where they need no signature
  /// @param retry all tries lie within the event's deadline
  public record Asking(
      FailurePolicies onFailure,
      boolean mutate,
      @Nullable SignedVerdict verdict,
      RetryPolicy retry) {}

  /// How an after webhook is delivered.
  ///
  /// @param order null: in no order
  /// @param expire how long a delivery may wait in all
  public record Telling(
      Durability durability,
      @Nullable OrderKey order,
      Poison poison,
      Duration expire,
      RetryPolicy retry,
      FlowPolicy flow) {}

  public String name() {
    return identity.name();
  }

  /// What the host's queue goes by.
  public dev.interlock.api.delivery.Target queueTarget() {
    return new dev.interlock.api.delivery.Target(
        name(),
        telling.durability,
        telling.retry,
        telling.poison,
        telling.expire,
        sending.timeouts.connect.plus(sending.timeouts.request),
        telling.flow,
        telling.order == null ? null : telling.order.whole());
  }
}
