package dev.interlock.webhooks.relay;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressException;
import dev.interlock.webhooks.configuration.UrlRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What a destination may be: a public http or https URL of at most 255 characters. A name that
/// doesn't resolve now may do so later, and is checked again at each attempt.
final class DestinationForm {

  static final String URL = "url";
  static final Set<String> FIELDS = Set.of(URL);

  private static final int LONGEST = 255;
  private static final String INVALID = "Please inform a valid URL.";

  private final Egress egress;

  DestinationForm(Egress egress) {
    this.egress = egress;
  }

  /// The URL; null where it is refused, and why stands in the form. May wait for the DNS.
  @Nullable String url(RequestForm form) {
    String given = form.text(URL);
    if (given == null) {
      return null;
    }
    String text = given.strip();
    URI url = text.isEmpty() ? null : parse(text);
    if (text.isEmpty()) {
      form.refuse(URL, "Please inform a destination URL.");
    } else if (text.length() > LONGEST) {
      form.refuse(
          URL, "This value is too long. It should have " + LONGEST + " characters or less.");
    } else if (url == null) {
      form.refuse(URL, INVALID);
    } else {
      String refusal = refusal(url);
      if (refusal != null) {
        form.refuse(URL, INVALID + " " + refusal);
      }
    }
    return form.isValid() ? text : null;
  }

  /// A fragment is taken, as it always was, and not sent.
  private static @Nullable URI parse(String text) {
    try {
      int fragment = text.indexOf('#');
      URI url = new URI(fragment < 0 ? text : text.substring(0, fragment));
      return UrlRules.problem(url) == null ? url : null;
    } catch (URISyntaxException _) {
      return null;
    }
  }

  private @Nullable String refusal(URI url) {
    try {
      egress.check(ForwardRequest.probe(url)).join();
      return null;
    } catch (CompletionException e) {
      return e.getCause() instanceof EgressException refused ? refusal(refused) : null;
    } catch (EgressException e) {
      return refusal(e);
    }
  }

  private static @Nullable String refusal(EgressException e) {
    return e.reason() == EgressException.Cause.GUARD ? String.valueOf(e.getMessage()) : null;
  }
}
