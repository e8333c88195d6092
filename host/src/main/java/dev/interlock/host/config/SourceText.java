package dev.interlock.host.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.yaml.snakeyaml.reader.StreamReader;

/// The bytes of the operator's file as text: at most 1 MiB of UTF-8, a byte order mark taken off,
/// nothing but printable characters.
///
/// @param bytes as they stand in the file
record SourceText(byte[] bytes, String text) {

  private static final int LARGEST = 1 << 20;

  /// Empty where the file can't be read, after telling why.
  static Optional<SourceText> read(Path file, Problems problems) {
    String source = file.toString();
    byte[] bytes;
    try {
      if (!Files.exists(file)) {
        return problem(
            problems,
            Place.whole(source),
            "there is no such file; interlock generate prints one to start from");
      }
      if (!Files.isRegularFile(file)) {
        return problem(problems, Place.whole(source), "found something that is not a regular file");
      }
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(LARGEST + 1);
      }
    } catch (IOException e) {
      return problem(
          problems,
          Place.whole(source),
          "the file can't be read (" + e.getClass().getSimpleName() + ")");
    }
    if (bytes.length > LARGEST) {
      return problem(
          problems, Place.whole(source), "the file is larger than 1 MiB, expected at most that");
    }
    return decode(bytes, source, problems);
  }

  private static Optional<SourceText> decode(byte[] bytes, String source, Problems problems) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer characters = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), characters, true);
    String text = characters.flip().toString();
    text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (result.isError()) {
      return problem(problems, endOf(source, text), "found a byte that is not UTF-8");
    }
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      if (!StreamReader.isPrintable(text.codePointAt(at))) {
        String character = String.format("U+%04X", text.codePointAt(at));
        return problem(
            problems,
            endOf(source, text.substring(0, at)),
            "found the character " + character + ", which YAML forbids");
      }
    }
    return Optional.of(new SourceText(bytes, text));
  }

  private static Place endOf(String source, String text) {
    int lineStart = text.lastIndexOf('\n') + 1;
    int line = 1 + (int) text.chars().filter(character -> character == '\n').count();
    return new Place(source, line, text.codePointCount(lineStart, text.length()) + 1);
  }

  private static Optional<SourceText> problem(Problems problems, Place place, String message) {
    problems.error(place, SettingPath.ROOT, message);
    return Optional.empty();
  }
}
