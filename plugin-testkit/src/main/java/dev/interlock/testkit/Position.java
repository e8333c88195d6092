package dev.interlock.testkit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a test's event stands among those of its ordering key, as the test itself numbered them.
///
/// @param key printable ASCII without spaces
public record Position(String key, long sequence) {

  private static final Pattern KEY = Pattern.compile("[!-~]+");
  private static final Pattern IN_BODY =
      Pattern.compile("\"key\"\\s*:\\s*\"([!-~&&[^\"\\\\]]+)\"|\"sequence\"\\s*:\\s*(\\d{1,18})");

  /// Of requests that carry none.
  public static final Position NONE = new Position("-", 0);

  public Position {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "found the key \"" + key + "\", expected printable ASCII without spaces");
    }
  }

  /// That of a request whose JSON body has, at any depth, the first string `key` and the first
  /// number `sequence`; `NONE` where it lacks one of them.
  public static Position inBody(ReceivedRequest request) {
    String key = null;
    long sequence = -1;
    Matcher found = IN_BODY.matcher(request.text());
    while ((key == null || sequence < 0) && found.find()) {
      if (found.group(1) != null) {
        key = key == null ? found.group(1) : key;
      } else if (sequence < 0) {
        sequence = Long.parseLong(found.group(2));
      }
    }
    return key == null || sequence < 0 ? NONE : new Position(key, sequence);
  }

  @Override
  public String toString() {
    return key + "#" + sequence;
  }
}
