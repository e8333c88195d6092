package dev.interlock.host.egress;

import dev.interlock.api.egress.EgressException;
import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/// Refuses URLs that say one thing and mean another: other schemes, userinfo, zone ids, and hosts
/// that are numbers in any form but four decimals. Remembers the targets of the last URLs, up to a
/// bound. Thread-safe.
final class UrlGuard {

  private static final int REMEMBERED = 1024;

  private final Map<URI, Target> targets = new ConcurrentHashMap<>();

  /// @throws EgressException of reason GUARD, saying what was found and what was expected
  Target target(URI url) {
    Target known = targets.get(url);
    if (known != null) {
      return known;
    }
    Target target = read(url);
    if (targets.size() >= REMEMBERED) {
      targets.clear();
    }
    targets.put(url, target);
    return target;
  }

  private static Target read(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refusal("found scheme \"" + scheme + "\", expected http or https");
    }
    String authority = url.getRawAuthority();
    if (authority == null || authority.isEmpty()) {
      throw refusal("found no host");
    }
    if (authority.indexOf('@') >= 0) {
      throw refusal("found user and password before the host, expected none: set auth instead");
    }
    int colon = portColon(authority);
    int port = colon < 0 ? -1 : port(authority.substring(colon + 1));
    String hostText = colon < 0 ? authority : authority.substring(0, colon);
    byte[] literal = null;
    String host;
    if (hostText.startsWith("[")) {
      literal = bracketed(hostText);
      host = hostText.substring(1, hostText.length() - 1).toLowerCase(Locale.ROOT);
    } else {
      host = ascii(hostText);
      literal = endsInNumber(host) ? fourDecimals(host) : null;
    }
    int effective = port >= 0 ? port : scheme.equals("https") ? 443 : 80;
    return new Target(scheme, host, effective, literal, new URIAuthority(host, port), path(url));
  }

  private static int portColon(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }

  private static int port(String text) {
    int port = 0;
    for (int index = 0; index < text.length(); index++) {
      int digit = text.charAt(index) - '0';
      port = digit < 0 || digit > 9 ? 1 << 20 : Math.min(1 << 20, port * 10 + digit);
    }
    if (port < 1 || port > 65535) {
      throw refusal("found port \"" + text + "\", expected 1 to 65535");
    }
    return port;
  }

  private static byte[] bracketed(String text) {
    String inner = text.endsWith("]") ? text.substring(1, text.length() - 1) : "";
    if (inner.indexOf('%') >= 0) {
      throw refusal("found a zone in " + text + ", expected an address without one");
    }
    byte[] address = LiteralAddress.parse(inner);
    if (address == null || address.length != 16) {
      throw refusal("found host \"" + text + "\", expected an IPv6 address in brackets");
    }
    return address;
  }

  /// The name in ASCII. What a name maps to is checked after the mapping: full-width digits become
  /// digits by it.
  private static String ascii(String text) {
    String host;
    try {
      host = IDN.toASCII(text).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException unmappable) {
      throw refusal("found host \"" + printable(text) + "\", no name of the DNS");
    }
    int label = 0;
    for (int index = 0; index < host.length(); index++) {
      char character = host.charAt(index);
      boolean dot = character == '.';
      boolean allowed =
          (character >= 'a' && character <= 'z')
              || (character >= '0' && character <= '9')
              || character == '-'
              || character == '_';
      if (dot ? label == 0 : !allowed) {
        throw refusal(
            "found host \"" + printable(text) + "\", expected letters, digits, hyphens and dots");
      }
      label = dot ? 0 : label + 1;
    }
    if (host.isEmpty() || host.length() > 253) {
      throw refusal("found a host of " + host.length() + " characters, expected 1 to 253");
    }
    return host;
  }

  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(100)
        .map(
            point ->
                Character.isISOControl(point) || Character.getType(point) == Character.FORMAT
                    ? '?'
                    : point)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }

  /// Whether resolvers might read it as a number: `127.1`, `2130706433`, `0x7f.1`, `0177.0.0.1`,
  /// `10.0.0.1.`
  private static boolean endsInNumber(String host) {
    int end = host.endsWith(".") ? host.length() - 1 : host.length();
    int start = host.lastIndexOf('.', end - 1) + 1;
    boolean hexadecimal = host.startsWith("0x", start);
    for (int index = hexadecimal ? start + 2 : start; index < end; index++) {
      if (Character.digit(host.charAt(index), hexadecimal ? 16 : 10) < 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] fourDecimals(String host) {
    byte @Nullable [] address = LiteralAddress.parse(host);
    if (address == null) {
      throw refusal(
          "found host \"" + host + "\", expected a name, or an address as four decimal numbers");
    }
    return address;
  }

  private static String path(URI url) {
    URI ascii = URI.create(url.toASCIIString());
    String path =
        ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
  }

  private static EgressException refusal(String message) {
    return new EgressException(EgressException.Cause.GUARD, "url: " + message, null);
  }
}
