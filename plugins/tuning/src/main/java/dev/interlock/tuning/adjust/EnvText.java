package dev.interlock.tuning.adjust;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of an env file: `NAME=value`, `export` before it, quotes and `# comments` as shells and
/// Docker have them. Of a name that stands twice the last counts.
final class EnvText {

  private static final Pattern HEAD =
      Pattern.compile("(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \\t]*=[ \\t]*");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,-]+");

  private record Line(String name, int start, int end) {}

  private EnvText() {}

  static Optional<String> find(String text, String name) {
    return last(text, name).map(line -> unquote(text.substring(line.start(), line.end())));
  }

  static String set(String text, String name, String value) {
    Optional<Line> line = last(text, name);
    if (line.isEmpty()) {
      return FileFormat.append(text, name + "=" + quote(value, '\0'));
    }
    int start = line.get().start();
    char first = start < text.length() ? text.charAt(start) : '\0';
    return text.substring(0, start) + quote(value, first) + text.substring(line.get().end());
  }

  private static Optional<Line> last(String text, String name) {
    return lines(text).reversed().stream().filter(line -> line.name().equals(name)).findFirst();
  }

  private static List<Line> lines(String text) {
    List<Line> lines = new ArrayList<>();
    Matcher head = HEAD.matcher(text);
    int at = text.startsWith("\uFEFF") ? 1 : 0;
    while (at < text.length()) {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (head.region(at, text.length()).lookingAt()) {
        int end = endOfValue(text, head.end());
        lines.add(new Line(head.group(1), head.end(), end));
        at = end;
      }
      at = endOfLine(text, at);
    }
    return lines;
  }

  private static int endOfLine(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  private static int endOfValue(String text, int start) {
    char quote = start < text.length() ? text.charAt(start) : '\0';
    if (quote == '"' || quote == '\'') {
      for (int at = start + 1; at < text.length(); at++) {
        if (quote == '"' && text.charAt(at) == '\\') {
          at++;
        } else if (text.charAt(at) == quote) {
          return at + 1;
        }
      }
      throw new IllegalArgumentException("a quote that is opened is never closed");
    }
    int end = endOfLine(text, start);
    for (int at = start; at < end; at++) {
      if (text.charAt(at) == '#' && (at == start || " \t".indexOf(text.charAt(at - 1)) >= 0)) {
        end = at;
      }
    }
    return start + text.substring(start, end).stripTrailing().length();
  }

  private static String unquote(String raw) {
    if (raw.startsWith("'")) {
      return raw.substring(1, raw.length() - 1);
    }
    return raw.startsWith("\"")
        ? raw.substring(1, raw.length() - 1).replaceAll("\\\\(.)", "$1")
        : raw;
  }

  /// Quoted as the old value was, where the new one can be.
  private static String quote(String value, char old) {
    if (old == '"' || value.indexOf('\'') >= 0) {
      return '"' + value.replaceAll("[\\\\\"$`]", "\\\\$0") + '"';
    }
    return old != '\'' && PLAIN.matcher(value).matches() ? value : "'" + value + "'";
  }
}
