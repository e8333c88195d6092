package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.api.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/// Reads and writes JSON as the API wants it. Thread-safe.
final class JsonText {

  static final int MAX_DEPTH = 64;
  static final int MAX_DIGITS = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_DIGITS)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private JsonText() {}

  private static final class Mapper {
    static final JsonMapper INSTANCE = JsonMapper.builder().build();
  }

  static byte[] write(Object tree) {
    return Mapper.INSTANCE.writeValueAsBytes(tree);
  }

  /// JSON that is there already, as a part of a tree to write.
  static Object raw(Json json) {
    return new RawValue(json.text());
  }

  /// An object whose keys keep their order.
  static Map<String, Object> object(@Nullable Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return object;
  }

  /// Takes a body that is one JSON value in UTF-8, within the limits of depth and digits, without
  /// repeated keys.
  ///
  /// @throws ProblemException 400 with line and column, or 422 with the path of what is beyond the
  ///   limits
  static Json check(byte[] body) {
    String text = decode(body);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      readWhole(parser);
    } catch (JacksonException e) {
      throw malformed(e);
    }
    requireHexadecimalEscapes(text);
    return new Json(body);
  }

  /// The parser looks at the lower half of a character alone, and takes U+0563 for `c`: so an
  /// escape would be read here that nobody else reads.
  ///
  /// @param text JSON but for that
  private static void requireHexadecimalEscapes(String text) {
    for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
      for (int i = at + 2; text.charAt(at + 1) == 'u' && i < at + 6; i++) {
        if (!HexFormat.isHexDigit(text.charAt(i))) {
          int line = 1 + (int) text.substring(0, i).chars().filter(c -> c == '\n').count();
          int column = i - text.lastIndexOf('\n', i - 1);
          throw new ProblemException(
              400,
              "body: not JSON at line "
                  + line
                  + ", column "
                  + column
                  + ": expected a hexadecimal digit of an escape");
        }
      }
    }
  }

  private static void readWhole(JsonParser parser) {
    boolean any = false;
    int depth = 0;
    try {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (any && depth == 0) {
          TokenStreamLocation at = parser.currentTokenLocation();
          throw new ProblemException(
              400, "body: a second JSON value " + place(at) + ", expected one");
        }
        any = true;
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      }
    } catch (StreamConstraintsException e) {
      throw beyondLimits(parser);
    }
    if (!any) {
      throw new ProblemException(400, "body: only white space, expected JSON");
    }
  }

  private static ProblemException beyondLimits(JsonParser parser) {
    String path = parser.streamReadContext().pathAsPointer().toString();
    String message =
        "more than "
            + MAX_DEPTH
            + " levels deep, or a number of more than "
            + MAX_DIGITS
            + " digits";
    return new ProblemException(
        Problem.of(
            422,
            "body: beyond the limits " + place(parser.currentLocation()),
            List.of(new Violation(path, message))));
  }

  private static String decode(byte[] body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(400, "body: not UTF-8");
    }
  }

  private static ProblemException malformed(JacksonException e) {
    String what = e.getOriginalMessage();
    String tail = " (start marker at [Source"; // of which nothing is shown but its own name
    int end = what == null ? -1 : what.contains(tail) ? what.indexOf(tail) : what.indexOf('\n');
    String shown = what == null ? "malformed" : end < 0 ? what : what.substring(0, end);
    return new ProblemException(400, "body: not JSON " + place(e.getLocation()) + ": " + shown);
  }

  private static String place(@Nullable TokenStreamLocation at) {
    return at == null ? "" : "at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }
}
