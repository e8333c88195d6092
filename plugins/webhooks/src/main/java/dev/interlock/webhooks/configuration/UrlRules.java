package dev.interlock.webhooks.configuration;

import dev.interlock.api.settings.InvalidSetting;
import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a URL must be to be sent to. Hosts may be names with `_`, as containers have, and
/// international ones, which `java.net.URI` gives no host for.
public final class UrlRules {

  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?");

  private UrlRules() {}

  static void check(String key, URI url) {
    String problem = problem(url);
    if (problem != null) {
      throw new InvalidSetting(key, problem);
    }
  }

  /// What is wrong with it, or null. The text bears no userinfo.
  public static @Nullable String problem(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return "expected http:// or https://";
    }
    String authority = authority(url);
    if (authority.indexOf('@') >= 0) {
      return "userinfo is not allowed in a URL: use auth: {basic: {user, password}}";
    }
    String problem = hostProblem(host(url));
    if (problem == null) {
      problem = portProblem(authority);
    }
    if (problem != null) {
      return problem;
    }
    return url.getRawFragment() == null ? null : "a URL to send to has no fragment";
  }

  /// Host and port as they are written; of a URL that is right without userinfo.
  public static String authority(URI url) {
    return url.getRawAuthority() == null ? "" : url.getRawAuthority();
  }

  /// Of a URL that is right: as it is written, IPv6 addresses in brackets.
  public static String host(URI url) {
    String authority = authority(url);
    int colon = portColon(authority);
    return colon < 0 ? authority : authority.substring(0, colon);
  }

  private static int portColon(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }

  private static @Nullable String hostProblem(String host) {
    if (host.isEmpty()) {
      return "expected a host such as https://example.com/hooks";
    }
    if (host.startsWith("[")) {
      return host.indexOf('%') < 0
          ? null
          : "found a zone in " + host + ", expected an address without one";
    }
    try {
      return NAME.matcher(IDN.toASCII(host)).matches()
          ? null
          : "found host \"" + host + "\", expected letters, digits, hyphens and dots";
    } catch (IllegalArgumentException unmappable) {
      return "found host \"" + host + "\", no name of the DNS";
    }
  }

  private static @Nullable String portProblem(String authority) {
    int colon = portColon(authority);
    if (colon < 0) {
      return null;
    }
    String port = authority.substring(colon + 1);
    boolean right =
        PORT.matcher(port).matches()
            && Integer.parseInt(port) >= 1
            && Integer.parseInt(port) <= 65_535;
    return right ? null : "found port \"" + port + "\", expected 1 to 65535";
  }

  /// For people: without userinfo and query.
  public static String shown(URI url) {
    String authority = authority(url);
    String plain = authority.substring(authority.indexOf('@') + 1);
    return url.getScheme() + "://" + plain + (url.getRawPath() == null ? "" : url.getRawPath());
  }
}
