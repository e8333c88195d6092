package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/// The reply that vetoes a `before` event: status 200, this content type, and a body with a reason.
public final class Veto {

  /// What makes a reply a veto.
  public static final String CONTENT_TYPE =
      "application/vnd.opsani.servo.errors.CancelEventError+json";

  /// The same under the name that servox gave it later.
  public static final String CANCELLED_CONTENT_TYPE =
      "application/vnd.opsani.servo.errors.EventCancelledError+json";

  /// How many bytes of UTF-8 a reason may have.
  public static final int MAX_REASON = 4096;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Veto() {}

  /// Whether a reply of this content type is a veto; parameters and case don't matter.
  public static boolean is(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
    return type.equalsIgnoreCase(CONTENT_TYPE) || type.equalsIgnoreCase(CANCELLED_CONTENT_TYPE);
  }

  /// @param reason why, for people; not blank, at most 4 KiB
  /// @throws IllegalArgumentException where the reason is blank or too long
  public static byte[] body(String reason) {
    return body(reason, Map.of());
  }

  /// @param details further properties, kept with the veto; `reason` is not among them
  public static byte[] body(String reason, Map<String, String> details) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a veto needs a reason: found a blank one");
    }
    int length = reason.getBytes(UTF_8).length;
    if (length > MAX_REASON) {
      throw new IllegalArgumentException(
          "reason: found " + length + " bytes, expected at most " + MAX_REASON);
    }
    if (details.containsKey("reason")) {
      throw new IllegalArgumentException("details: \"reason\" stands by itself");
    }
    StringBuilder json = new StringBuilder("{\"reason\":");
    quote(json, reason);
    details.forEach(
        (name, value) -> {
          json.append(',');
          quote(json, name);
          json.append(':');
          quote(json, value);
        });
    return json.append('}').toString().getBytes(UTF_8);
  }

  /// As RFC 8259 has it; what is half of a surrogate pair becomes U+FFFD, since UTF-8 has no form
  /// for it.
  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        json.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c)) {
        json.append('\uFFFD');
      } else {
        escape(json, c);
      }
    }
    json.append('"');
  }

  private static void escape(StringBuilder json, char c) {
    switch (c) {
      case '"' -> json.append("\\\"");
      case '\\' -> json.append("\\\\");
      case '\n' -> json.append("\\n");
      case '\r' -> json.append("\\r");
      case '\t' -> json.append("\\t");
      default -> {
        if (c < ' ' || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029) {
          json.append("\\u")
              .append(HEX[c >> 12])
              .append(HEX[c >> 8 & 15])
              .append(HEX[c >> 4 & 15])
              .append(HEX[c & 15]);
        } else {
          json.append(c);
        }
      }
    }
  }
}
