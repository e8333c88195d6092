package dev.interlock.webhooks.route;

import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressRequest;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/// Whether the guard lets an address be registered. A host that can't be reached, or has no address
/// yet, may be registered: it is checked again at every connection.
final class AddressCheck {

  private final Egress egress;

  AddressCheck(Egress egress) {
    this.egress = egress;
  }

  /// Why not; empty where it may. Blocks while the name is looked up.
  Optional<String> refusal(URI url) {
    try {
      egress.check(EgressRequest.to(url).addresses(AddressPolicy.PUBLIC).build()).join();
      return Optional.empty();
    } catch (CompletionException e) {
      return e.getCause() instanceof EgressException refused
              && refused.reason() == EgressException.Cause.GUARD
          ? Optional.of(String.valueOf(refused.getMessage()))
          : Optional.empty();
    }
  }
}
