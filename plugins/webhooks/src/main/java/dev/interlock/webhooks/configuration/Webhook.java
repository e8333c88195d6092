package dev.interlock.webhooks.configuration;

import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.api.egress.TlsIdentity;
import dev.interlock.client.SignedVerdict;
import dev.interlock.client.WebhookSigner;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One webhook as the file means it, every default filled in.
public record Webhook(
    Identity identity, EventSelection events, Target target, Sending sending, Asking asking) {

  /// @param generated whether the name was made from host and events
  public record Identity(String name, String description, boolean enabled, boolean generated) {}

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

  /// @param expire how long a delivery in memory may wait in all
  public record Sending(
      WebhookSigner signer,
      RetrySchedule schedule,
      Timeouts timeouts,
      List<StatusPattern> success,
      Duration expire) {
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
  public record Asking(
      FailurePolicies onFailure, boolean mutate, @Nullable SignedVerdict verdict) {}

  public String name() {
    return identity.name();
  }
}
