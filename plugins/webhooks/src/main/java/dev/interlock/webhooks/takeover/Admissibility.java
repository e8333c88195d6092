package dev.interlock.webhooks.takeover;

import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether the guard lets a webhook be sent to. A name that has no address now may be: it is
/// checked again at every connection.
final class Admissibility {

  /// How a refusal says what would allow the address.
  private static final Pattern REMEDY = Pattern.compile("; to allow it: .*\\[(\\S+)]");

  private final Egress egress;

  Admissibility(Egress egress) {
    this.egress = egress;
  }

  /// @param networks what would have to be allowed; empty where nothing would help
  record Refusal(String reason, List<String> networks) {
    Refusal {
      networks = List.copyOf(networks);
    }
  }

  /// Blocks while the name is looked up.
  Optional<Refusal> refusal(URI url) {
    try {
      egress.check(EgressRequest.to(url).addresses(AddressPolicy.PUBLIC).build()).join();
      return Optional.empty();
    } catch (CompletionException failure) {
      return failure.getCause() instanceof EgressException refused
              && refused.reason() == EgressException.Cause.GUARD
          ? Optional.of(read(String.valueOf(refused.getMessage())))
          : Optional.empty();
    }
  }

  private static Refusal read(String message) {
    Matcher remedy = REMEDY.matcher(message);
    return remedy.find()
        ? new Refusal(
            message.substring(0, remedy.start()) + " (" + remedy.group(1) + ")",
            List.of(remedy.group(1)))
        : new Refusal(message, List.of());
  }
}
