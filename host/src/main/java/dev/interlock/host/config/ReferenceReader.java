package dev.interlock.host.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Puts values in the place of `${env:NAME}` and `${file:path}`. `$${` stands for a literal `${`.
/// Values are not read again for references. Each reference is read once for one document, so that
/// the document is of one moment. Confined to one thread.
final class ReferenceReader {

  private static final int LARGEST_FILE = 64 * 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String FORMS =
      "expected ${env:NAME} or ${file:PATH}; $${ stands for ${ itself";

  private final References references;
  private final Path folder;
  private final Map<String, String> values = new HashMap<>();

  /// @param text with the values in place
  /// @param referenced whether there was a reference
  record Resolved(String text, boolean referenced) {}

  /// A reference that gives no value.
  static final class Unresolved extends Exception {
    private static final long serialVersionUID = 1L;

    Unresolved(String message) {
      super(message, null, false, false);
    }
  }

  ReferenceReader(References references, Path folder) {
    this.references = references;
    this.folder = folder;
  }

  Resolved resolve(String text) throws Unresolved {
    int at = text.indexOf("${");
    if (at < 0) {
      return new Resolved(text, false);
    }
    StringBuilder resolved = new StringBuilder();
    boolean referenced = false;
    int copied = 0;
    while (at >= 0) {
      if (at > copied && text.charAt(at - 1) == '$') {
        resolved.append(text, copied, at - 1).append("${");
        copied = at + 2;
      } else {
        int end = text.indexOf('}', at);
        if (end < 0) {
          throw new Unresolved("found ${ without its }, " + FORMS);
        }
        resolved.append(text, copied, at).append(value(text.substring(at + 2, end)));
        referenced = true;
        copied = end + 1;
      }
      if (resolved.length() > YamlReader.LARGEST_TEXT) {
        throw new Unresolved("references give more than 8 MiB of text");
      }
      at = text.indexOf("${", copied);
    }
    return new Resolved(resolved.append(text, copied, text.length()).toString(), referenced);
  }

  /// What the references gave so far.
  Set<String> resolved() {
    return Set.copyOf(values.values());
  }

  private String value(String reference) throws Unresolved {
    String known = values.get(reference);
    if (known == null) {
      known = read(reference);
      values.put(reference, known);
    }
    return known;
  }

  private String read(String reference) throws Unresolved {
    if (reference.startsWith("env:") && NAME.matcher(reference.substring(4)).matches()) {
      @Nullable String value = references.environment().apply(reference.substring(4));
      if (value == null) {
        throw new Unresolved(
            "found ${" + reference + "}, but this environment variable is not set");
      }
      return value;
    }
    if (reference.startsWith("file:") && reference.length() > 5) {
      return readFile(reference);
    }
    throw new Unresolved("found " + Found.quoted("${" + reference + "}", 80) + ", " + FORMS);
  }

  private String readFile(String reference) throws Unresolved {
    String found = "found " + Found.quoted("${" + reference + "}", 200);
    try {
      Path file = folder.resolve(reference.substring(5));
      if (!Files.exists(file)) {
        throw new Unresolved(found + ", but there is no such file");
      }
      if (!Files.isRegularFile(file)) {
        throw new Unresolved(found + ", which is not a regular file");
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(LARGEST_FILE + 1);
      }
      if (bytes.length > LARGEST_FILE) {
        throw new Unresolved(found + ", which is larger than 64 KiB");
      }
      return trimmed(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new Unresolved(found + ", which is not UTF-8");
    } catch (IOException | InvalidPathException e) {
      throw new Unresolved(found + ", which can't be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static String trimmed(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
