package dev.interlock.host.config;

import dev.interlock.host.config.SettingsOutline.Entry;
import java.lang.reflect.Type;
import java.util.Map;

/// Writes the file that an operator starts from. What stands in it is valid as it is: defaults are
/// live, and what has none, or must be given, stands as an example behind `#`.
public final class StartingFile {

  private static final String HEAD =
      """
      # Interlock reads this file at start and whenever it is saved. Secrets: "${env:NAME}" or "${file:/path}".
      """;

  private StartingFile() {}

  /// @param sections the record of each top-level key, in the order to write; `Void.class` has no
  ///   section
  /// @param defaultsOnly only what has a default, without a word
  public static String render(Map<String, ? extends Type> sections, boolean defaultsOnly) {
    StringBuilder file = new StringBuilder(defaultsOnly ? "" : HEAD);
    sections.forEach(
        (key, type) -> {
          if (type != Void.class) {
            file.append(file.isEmpty() ? "" : "\n");
            if (type instanceof Class<?> settings) {
              section(file, key, settings, defaultsOnly);
            } else {
              listSection(file, key, type);
            }
          }
        });
    return file.toString();
  }

  private static void section(StringBuilder file, String key, Class<?> type, boolean defaultsOnly) {
    SettingsOutline outline = SettingsOutline.of(type);
    if (outline.entries().isEmpty() && !type.isRecord()) {
      file.append(defaultsOnly ? "" : "# Takes " + TypeWords.of(type) + "\n")
          .append("# ")
          .append(key)
          .append(":\n");
      return;
    }
    boolean live = outline.entries().stream().noneMatch(StartingFile::mustBeGiven);
    StringBuilder body = new StringBuilder();
    boolean anyLive = lines(body, outline, new Style("  ", live, defaultsOnly));
    file.append(live ? "" : "# ")
        .append(key)
        .append(':')
        .append(anyLive || !live ? "" : " {}")
        .append('\n')
        .append(body);
  }

  /// A section that is a list of records: nothing of it has a default.
  private static void listSection(StringBuilder file, String key, Type type) {
    file.append("# ").append(key).append(":\n");
    example(file, SettingsOutline.ofElement(type), "  - ");
  }

  /// @param live whether lines may stand without `#`
  private record Style(String indent, boolean live, boolean defaultsOnly) {}

  private static boolean mustBeGiven(Entry entry) {
    return entry.required() && entry.defaultText().isEmpty();
  }

  /// Whether any line is live.
  private static boolean lines(StringBuilder text, SettingsOutline outline, Style style) {
    boolean any = false;
    for (Entry entry : outline.entries()) {
      boolean live = style.live() && entry.defaultText().isPresent();
      any |= live;
      if (entry.defaultText().isPresent() || mustBeGiven(entry) || !style.defaultsOnly()) {
        words(text, entry, style);
        value(text, entry, style, live);
      }
    }
    return any;
  }

  private static void words(StringBuilder text, Entry entry, Style style) {
    if (style.defaultsOnly()) {
      return;
    }
    String description = entry.description().replaceAll("\\s+", " ").strip();
    text.append(style.indent()).append("# ");
    if (!description.isEmpty()) {
      text.append(description).append(description.endsWith(".") ? " " : ". ");
    }
    text.append(mustBeGiven(entry) ? "Required: " : "Takes ").append(entry.type()).append('\n');
  }

  private static void value(StringBuilder text, Entry entry, Style style, boolean live) {
    String start = style.indent() + (live ? "" : "# ") + entry.key() + ":";
    boolean nested = entry.nested().isPresent() && !entry.nested().get().entries().isEmpty();
    if (live || !nested) {
      text.append(start)
          .append(' ')
          .append(entry.defaultText().orElse(entry.example()))
          .append('\n');
    }
    if (nested) {
      if (!live) {
        text.append(start).append('\n');
      }
      example(text, entry.nested().orElseThrow(), style.indent() + (entry.list() ? "  - " : "  "));
    }
  }

  /// What a mapping or an element takes, behind `#`.
  private static void example(StringBuilder text, SettingsOutline outline, String indent) {
    boolean first = true;
    for (Entry below : outline.entries()) {
      String margin = first ? indent : indent.replace('-', ' ');
      text.append("  # ").append(margin.substring(2)).append(below.key()).append(": ");
      text.append(below.defaultText().orElse(below.example()))
          .append("   # ")
          .append(below.type())
          .append('\n');
      first = false;
    }
  }
}
