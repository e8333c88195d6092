package dev.interlock.webhooks.configuration;

import dev.interlock.api.settings.InvalidSetting;
import java.util.Locale;
import java.util.Set;

/// Which header names and values a file may give (RFC 9110: a token, and text without control
/// characters).
final class HeaderRules {

  private static final int LONGEST = 8192;
  private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

  /// Names that HTTP or the connector itself sets.
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "connection",
          "keep-alive",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "user-agent",
          "accept-encoding",
          "traceparent",
          "http2-settings");

  private HeaderRules() {}

  static void check(String name, String value) {
    if (!isToken(name)) {
      throw new InvalidSetting("", "a header's name must be a token such as x-some-header");
    }
    if (isReserved(name.toLowerCase(Locale.ROOT))) {
      throw new InvalidSetting(name, "reserved: Interlock or HTTP itself sets it");
    }
    if (!isText(value)) {
      throw new InvalidSetting(
          name, "a header's value must be on one line, without control characters, at most 8 KiB");
    }
  }

  static boolean isReserved(String name) {
    return RESERVED.contains(name)
        || name.startsWith("content-")
        || name.startsWith("webhook-")
        || name.startsWith("interlock-")
        || name.startsWith("proxy-")
        || name.startsWith("signature")
        || (name.startsWith("x-") && name.contains("-signature"));
  }

  private static boolean isToken(String name) {
    if (name.isEmpty() || name.length() > 256) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && TOKEN_SIGNS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(String value) {
    if (value.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c > '~') {
        return false;
      }
    }
    return value.equals(value.strip());
  }
}
