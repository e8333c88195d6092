package dev.interlock.host.cli;

/// Text from outside, made harmless for terminals and logs: control characters, bidirectional marks and line ends are shown as
/// escapes, so that nobody can move the cursor, forge a line or hide a word.
public final class Escapes {

  private Escapes() {}

  /// The text itself where nothing in it needs an escape.
  public static String escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUnsafe(text.charAt(i))) {
        return rewrite(text);
      }
    }
    return text;
  }

  /// As `escape`, but line ends stay: for messages that Interlock itself lays out in lines.
  public static String escapeLines(String text) {
    if (text.indexOf('\n') < 0) {
      return escape(text);
    }
    StringBuilder lines = new StringBuilder(text.length() + 16);
    for (String line : text.split("\n", -1)) {
      lines.append(lines.isEmpty() ? "" : "\n").append(escape(line));
    }
    return lines.toString();
  }

  private static String rewrite(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> safe.append("\\n");
        case '\r' -> safe.append("\\r");
        case '\t' -> safe.append("\\t");
        default -> {
          if (isUnsafe(c)) {
            String hex = Integer.toHexString(c);
            safe.append("\\u").repeat('0', 4 - hex.length()).append(hex);
          } else {
            safe.append(c);
          }
        }
      }
    }
    return safe.toString();
  }

  private static boolean isUnsafe(char c) {
    return c < 0x20
        || (c >= 0x7f && c < 0xa0)
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0xfeff
        || (c >= 0xfff9 && c <= 0xfffb);
  }
}
