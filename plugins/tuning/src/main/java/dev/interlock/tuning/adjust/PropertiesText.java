package dev.interlock.tuning.adjust;

import dev.interlock.tuning.adjust.FileFormat.SettingKey;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// The text of a `.properties` file (java.util.Properties, UTF-8). Of a key that stands twice the
/// last counts, as there.
final class PropertiesText {

  /// One logical line: where its value stands, and what it means.
  private record Line(int valueStart, int end, String key, String value) {}

  private PropertiesText() {}

  static Optional<String> find(String text, SettingKey key) {
    return line(text, key).map(Line::value);
  }

  static String set(String text, SettingKey key, String value) {
    Optional<Line> line = line(text, key);
    if (line.isEmpty()) {
      return FileFormat.append(text, key.setting() + "=" + escape(value));
    }
    int start = line.get().valueStart();
    boolean separated = start > 0 && "=: \t\f".indexOf(text.charAt(start - 1)) >= 0;
    return text.substring(0, start)
        + (separated ? "" : "=")
        + escape(value)
        + text.substring(line.get().end());
  }

  private static Optional<Line> line(String text, SettingKey key) {
    List<Line> lines = lines(text);
    return last(lines, key.toString()).or(() -> last(lines, key.setting()));
  }

  private static Optional<Line> last(List<Line> lines, String key) {
    return lines.reversed().stream().filter(line -> line.key().equals(key)).findFirst();
  }

  private static List<Line> lines(String text) {
    List<Line> lines = new ArrayList<>();
    int at = text.startsWith("\uFEFF") ? 1 : 0;
    while (at < text.length()) {
      int start = skip(text, at, " \t\f\r\n");
      if (start == text.length()) {
        break;
      }
      boolean comment = "#!".indexOf(text.charAt(start)) >= 0;
      int end = endOfLine(text, start, !comment);
      if (!comment) {
        lines.add(parse(text, start, end));
      }
      at = end;
    }
    return lines;
  }

  private static int endOfLine(String text, int from, boolean continues) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      boolean escapes = continues && text.charAt(at) == '\\' && at + 1 < text.length();
      at += !escapes ? 1 : text.startsWith("\r\n", at + 1) ? 3 : 2;
    }
    return Math.min(at, text.length());
  }

  private static Line parse(String text, int start, int end) {
    int at = start;
    while (at < end && "=: \t\f".indexOf(text.charAt(at)) < 0) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at = skip(text, Math.min(at, end), " \t\f");
    if (at < end && "=:".indexOf(text.charAt(at)) >= 0) {
      at = skip(text, at + 1, " \t\f");
    }
    Properties one = new Properties();
    try {
      one.load(new StringReader(text.substring(start, end)));
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
    String key = one.stringPropertyNames().stream().findFirst().orElse("");
    return new Line(Math.min(at, end), end, key, one.getProperty(key, ""));
  }

  private static int skip(String text, int from, String characters) {
    int at = from;
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static String escape(String value) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < value.length(); at++) {
      char character = value.charAt(at);
      if (character == '\\' || (character == ' ' && text.isEmpty())) {
        text.append('\\').append(character);
      } else if (character < ' ' || character > '~') {
        text.append(String.format("\\u%04X", (int) character));
      } else {
        text.append(character);
      }
    }
    return text.toString();
  }
}
