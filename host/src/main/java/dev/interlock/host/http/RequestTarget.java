package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The path and query of a request, split first and decoded then: an encoded slash stays within its
/// segment. Immutable.
///
/// @param segments decoded; none is `.` or `..`
/// @param query every value of each name, in order
record RequestTarget(List<String> segments, Map<String, List<String>> query) {

  /// The two ways to name a target: by its path, and by its whole URL, whose host then counts.
  ///
  /// @param authority the server's name as the client has it
  record Form(String authority, String path) {

    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/]*)(.*)");

    /// @param host the `Host` header
    static Form of(String target, String host) {
      if (target.startsWith("/")) {
        return new Form(host, target);
      }
      Matcher absolute = ABSOLUTE.matcher(target);
      if (!absolute.matches()) {
        return new Form(host, target);
      }
      String path = absolute.group(2);
      return new Form(absolute.group(1), path.isEmpty() ? "/" : path);
    }
  }

  /// @param path as it came, beginning with a slash
  /// @param query as it came, without the question mark; empty where there was none
  /// @throws ProblemException 400 saying what is wrong with it
  static RequestTarget parse(String path, String query) {
    if (!path.startsWith("/")) {
      throw new ProblemException(400, "path: expected it to begin with /");
    }
    List<String> segments = new ArrayList<>();
    for (String raw : path.substring(1).split("/", -1)) {
      String segment = decode(raw, "path", false);
      if (segment.equals(".") || segment.equals("..")) {
        throw new ProblemException(400, "path: . and .. are not resolved here");
      }
      segments.add(segment);
    }
    return new RequestTarget(List.copyOf(segments), parameters(query));
  }

  private static Map<String, List<String>> parameters(String query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (query.isEmpty()) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals), "query", true);
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1), "query", true);
        parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      }
    }
    return parameters;
  }

  /// Percent-decoding, strict: a broken escape, broken UTF-8 and control characters are errors.
  private static String decode(String raw, String what, boolean plusIsSpace) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.put((byte) escape(raw, i, what));
        i += 2;
      } else if (c > ' ' && c < 127) {
        bytes.put((byte) (c == '+' && plusIsSpace ? ' ' : c));
      } else {
        throw new ProblemException(400, what + ": a character that must be percent-encoded");
      }
    }
    try {
      String text = UTF_8.newDecoder().decode(bytes.flip()).toString();
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new ProblemException(400, what + ": a control character");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new ProblemException(400, what + ": percent-encoding that is not UTF-8");
    }
  }

  private static int escape(String raw, int at, String what) {
    int high = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 1), 16) : -1;
    int low = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw new ProblemException(400, what + ": a % without two hex digits");
    }
    return high << 4 | low;
  }
}
