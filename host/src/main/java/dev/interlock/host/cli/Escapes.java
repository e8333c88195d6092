package dev.interlock.host.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/// Text from outside, made harmless for terminals and logs: control characters, bidirectional marks
/// and line ends are shown as escapes, so that nobody can move the cursor, forge a line or hide a
/// word.
public final class Escapes {

  private Escapes() {}

  /// The text itself where nothing in it needs an escape.
  public static String escape(String text) {
    return text.codePoints().anyMatch(Escapes::isUnsafe) ? rewrite(text) : text;
  }

  /// As `escape`, but line ends stay: for messages that Interlock itself lays out in lines.
  public static String escapeLines(String text) {
    if (text.indexOf('\n') < 0) {
      return escape(text);
    }
    return Arrays.stream(text.split("\n", -1))
        .map(Escapes::escape)
        .collect(Collectors.joining("\n"));
  }

  private static String rewrite(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                default -> append(safe, point);
              }
            });
    return safe.toString();
  }

  private static void append(StringBuilder safe, int point) {
    if (!isUnsafe(point)) {
      safe.appendCodePoint(point);
      return;
    }
    for (char c : Character.toChars(point)) {
      safe.append(String.format("\\u%04x", (int) c));
    }
  }

  /// Controls, whatever directs or hides text without a shape of its own, other ends of line, and
  /// halves of characters.
  private static boolean isUnsafe(int point) {
    if (point < 0x7f) {
      return point < 0x20;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
