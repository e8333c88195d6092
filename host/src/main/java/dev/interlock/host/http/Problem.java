package dev.interlock.host.http;

import dev.interlock.api.InvalidInputException.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A problem document (RFC 9457). Immutable.
///
/// @param status the HTTP status; the type is `about:blank`, so that the title is the status's own
/// @param detail for people: what was found, what was expected, what to do
/// @param code which of several causes of one status it is; empty where there is but one
/// @param errors each invalid field of a 422
/// @param headers further headers of the reply
record Problem(
    int status, String detail, String code, List<Violation> errors, Map<String, String> headers) {

  static final String CONTENT_TYPE = "application/problem+json";

  Problem {
    errors = List.copyOf(errors);
    headers = Map.copyOf(headers);
  }

  static Problem of(int status, String detail) {
    return new Problem(status, detail, "", List.of(), Map.of());
  }

  static Problem of(int status, String detail, List<Violation> errors) {
    return new Problem(status, detail, "", errors, Map.of());
  }

  /// A 503: nothing was done, and another try may go through.
  ///
  /// @param code `starting`, `not_ready`, `busy`, `stopping` or `not_stored`
  static Problem unavailable(String code, String detail) {
    return new Problem(503, detail, code, List.of(), Map.of("Retry-After", "1"));
  }

  Problem with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Problem(status, detail, code, errors, more);
  }

  Problem with(Map<String, String> further) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.putAll(further);
    return new Problem(status, detail, code, errors, more);
  }

  Reply reply() {
    return new Reply.Whole(status, CONTENT_TYPE, body(), headers);
  }

  byte[] body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", title(status));
    body.put("status", status);
    body.put("detail", detail);
    if (!code.isEmpty()) {
      body.put("code", code);
    }
    if (!errors.isEmpty()) {
      body.put(
          "errors",
          errors.stream()
              .map(error -> JsonText.object("path", error.path(), "message", error.message()))
              .toList());
    }
    return JsonText.write(body);
  }

  private static String title(int status) {
    return switch (status) {
      case 422 -> "Unprocessable Content";
      case 421 -> "Misdirected Request";
      case 431 -> "Request Header Fields Too Large";
      default -> {
        String phrase = io.helidon.http.Status.create(status).reasonPhrase();
        yield phrase.isEmpty() ? "Problem" : phrase;
      }
    };
  }
}
