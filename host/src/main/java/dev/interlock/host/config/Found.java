package dev.interlock.host.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Says what stands in the file, for messages: short, escaped, and never a secret.
final class Found {

  static final String HIDDEN = "***";

  private static final Set<String> SECRET_WORDS =
      Set.of(
          "secret",
          "secrets",
          "password",
          "passwd",
          "token",
          "tokens",
          "key",
          "keys",
          "credential",
          "credentials");
  private static final int LONGEST = 80;
  private static final int MOST_NAMED = 20;

  private Found() {}

  /// `"5"`, `5`, `nothing`, `a list`, `a mapping`, `***`.
  static String words(Setting setting) {
    return switch (setting) {
      case Setting.Mapping _ -> "a mapping";
      case Setting.Sequence _ -> "a list";
      case Setting.Scalar scalar when scalar.json().isNull() -> "nothing";
      case Setting.Scalar scalar when isHidden(scalar) -> HIDDEN;
      case Setting.Scalar scalar when scalar.json().isString() ->
          quoted(scalar.json().stringValue(), LONGEST);
      case Setting.Scalar scalar -> shorten(scalar.json().toString(), LONGEST);
    };
  }

  static boolean isHidden(Setting.Scalar scalar) {
    return scalar.referenced() || isSecretKey(scalar.path().lastKey());
  }

  /// Whether a key of this name holds what nobody should see: `client_secret`, `apiKey`,
  /// `signing_key`; `token_url` does not.
  static boolean isSecretKey(String key) {
    String words = key.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    String last = words.substring(Math.max(words.lastIndexOf('_'), words.lastIndexOf('-')) + 1);
    return words.contains("password") || words.contains("secret") || SECRET_WORDS.contains(last);
  }

  static String quoted(String text, int longest) {
    StringBuilder quoted = new StringBuilder("\"");
    shorten(text, longest)
        .codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (Character.isISOControl(character)
                      || Character.getType(character) == Character.FORMAT) {
                    quoted.append(String.format(Locale.ROOT, "\\u%04x", character));
                  } else {
                    quoted.appendCodePoint(character);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }

  private static String shorten(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "…";
  }

  static String oneOf(Collection<String> names) {
    List<String> shown = names.stream().sorted().limit(MOST_NAMED).toList();
    String list = String.join(", ", shown);
    return names.size() == 1 ? list : "one of " + list + (names.size() > MOST_NAMED ? ", …" : "");
  }
}
