package dev.interlock.tuning.adjust;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.HandlerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settings that were promoted last, as JSON:
/// `{"promoted_at":"…","components":{"web":{"replicas":3}}}`.
///
/// @param file replaced whole by each promotion
record Baseline(Path file) {

  void keep(List<Component> components, Instant now) {
    try {
      Path target = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? file.toRealPath() : file;
      try (AtomicFile next = AtomicFile.stage(target, json(components, now).getBytes(UTF_8))) {
        next.commit();
      }
    } catch (IOException unwritten) {
      throw new HandlerFailure("state", file + " can't be written: " + unwritten);
    }
  }

  private static String json(List<Component> components, Instant now) {
    StringBuilder text =
        new StringBuilder("{\"promoted_at\":\"").append(now).append("\",\"components\":{");
    for (Component component : components) {
      comma(text);
      quote(text, component.name()).append(":{");
      for (Setting setting : component.settings()) {
        comma(text);
        quote(text, setting.name()).append(':');
        write(text, setting.value());
      }
      text.append('}');
    }
    return text.append("}}\n").toString();
  }

  private static void comma(StringBuilder text) {
    if (text.charAt(text.length() - 1) != '{') {
      text.append(',');
    }
  }

  private static void write(StringBuilder text, @Nullable Object value) {
    if (value instanceof String words) {
      quote(text, words);
    } else {
      text.append(value);
    }
  }

  private static StringBuilder quote(StringBuilder text, String value) {
    text.append('"');
    for (int at = 0; at < value.length(); at++) {
      char character = value.charAt(at);
      if (character == '"' || character == '\\') {
        text.append('\\').append(character);
      } else if (character < ' ') {
        text.append(String.format("\\u%04x", (int) character));
      } else {
        text.append(character);
      }
    }
    return text.append('"');
  }
}
