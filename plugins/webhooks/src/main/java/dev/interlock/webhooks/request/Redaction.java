package dev.interlock.webhooks.request;

import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.client.SignedVerdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Headers as people may see them: configured values, signatures, credentials and cookies read
/// `REDACTED`.
public final class Redaction {

  public static final String REDACTED = "REDACTED";

  private static final Set<String> SECRET =
      Set.of(
          "authorization",
          "proxy-authorization",
          "www-authenticate",
          "cookie",
          "set-cookie",
          SignedVerdict.HEADER,
          "webhook-signature");

  private final Set<String> configured = new HashSet<>();

  /// @param configured the headers that the file gives
  public Redaction(List<Header> configured) {
    configured.forEach(header -> this.configured.add(header.name().toLowerCase(Locale.ROOT)));
  }

  public List<Header> apply(List<Header> headers) {
    List<Header> shown = new ArrayList<>(headers.size());
    for (Header header : headers) {
      String name = header.name().toLowerCase(Locale.ROOT);
      boolean hide =
          SECRET.contains(name) || configured.contains(name) || name.contains("signature");
      shown.add(hide ? new Header(header.name(), REDACTED) : header);
    }
    return List.copyOf(shown);
  }
}
