package dev.interlock.api.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A file of variables, such as `.env`: `NAME=value` on a line, `export` before it, quotes around
/// the value, `# comments` on lines of their own.
public final class EnvFile {

  private static final long LARGEST = 64 << 10;

  private EnvFile() {}

  /// The variables whose names begin with `prefix`; what is said last counts. Empty where there is
  /// no such file, or none that can be read as text, or one of more than 64 KiB.
  public static Map<String, String> read(Path file, String prefix) {
    Map<String, String> variables = new HashMap<>();
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
        for (String line : Files.readAllLines(file)) {
          String text = line.strip().replaceFirst("^export\\s+", "");
          int equals = text.indexOf('=');
          if (equals > 0 && text.startsWith(prefix)) {
            variables.put(text.substring(0, equals).strip(), unquoted(text.substring(equals + 1)));
          }
        }
      }
    } catch (IOException _) {
      return Map.of(); // unreadable, or no text: nothing is said there
    }
    return variables;
  }

  private static String unquoted(String text) {
    String value = text.strip();
    boolean quoted =
        value.length() >= 2
            && (value.startsWith("\"") || value.startsWith("'"))
            && value.charAt(0) == value.charAt(value.length() - 1);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
