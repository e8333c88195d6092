package dev.interlock.host.http;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keeps web pages from driving the API through a browser on this machine: a page whose name was
/// rebound to our address shows by its `Host`, any other page by its `Origin` or `Sec-Fetch-Site`.
/// Immutable.
///
/// On loopback the port must be ours as well. Elsewhere ports may be mapped on the way, and every
/// call needs a key.
final class BrowserGuard {

  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(?::(\\d{1,5}))?");
  private static final Pattern ORIGIN = Pattern.compile("https?://(.+)");

  private final Set<String> names = new HashSet<>(Set.of("127.0.0.1", "localhost", "[::1]"));
  private final boolean anyLiteral;
  private final boolean anyPort;
  private final int port;
  private final int defaultPort;

  /// @param port where the server listens
  BrowserGuard(Binding binding, int port) {
    String host = binding.host().toLowerCase(Locale.ROOT);
    names.add(host.contains(":") ? "[" + host + "]" : host);
    this.anyLiteral = binding.onEveryAddress();
    this.anyPort = !binding.onLoopback();
    this.port = port;
    this.defaultPort = binding.tls() == null ? 80 : 443;
  }

  /// @param host the `Host` header
  /// @throws ProblemException 421 or 403
  void check(String host, Optional<String> origin, Optional<String> fetchSite, boolean changes) {
    String authority = host.toLowerCase(Locale.ROOT);
    if (!isOurs(authority)) {
      throw new ProblemException(
          421, "Host is not an address of this server; it answers to " + ours());
    }
    if (origin.isPresent() && !isSame(origin.get().toLowerCase(Locale.ROOT), authority)) {
      throw new ProblemException(403, "Origin: another site's page may not call this API");
    }
    String site = fetchSite.orElse("none");
    if (site.equals("cross-site") || (changes && site.equals("same-site"))) {
      throw new ProblemException(403, "Sec-Fetch-Site: another site's page may not call this API");
    }
  }

  private String ours() {
    return "127.0.0.1:"
        + port
        + " and localhost:"
        + port
        + (anyPort ? ", and to its own address" : "");
  }

  private boolean isOurs(String authority) {
    Matcher matcher = AUTHORITY.matcher(authority);
    if (!matcher.matches()) {
      return false;
    }
    String given = matcher.group(2);
    boolean portFits = anyPort || given == null || Integer.parseInt(given) == port;
    return portFits
        && (names.contains(matcher.group(1)) || (anyLiteral && isLiteral(matcher.group(1))));
  }

  private static boolean isLiteral(String name) {
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// A page that this very server gave out has its authority for an origin.
  private boolean isSame(String origin, String authority) {
    Matcher matcher = ORIGIN.matcher(origin);
    return matcher.matches()
        && withoutDefaultPort(matcher.group(1)).equals(withoutDefaultPort(authority));
  }

  private String withoutDefaultPort(String authority) {
    String suffix = ":" + defaultPort;
    return authority.endsWith(suffix)
        ? authority.substring(0, authority.length() - suffix.length())
        : authority;
  }
}
