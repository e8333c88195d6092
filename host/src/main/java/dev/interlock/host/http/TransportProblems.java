package dev.interlock.host.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;

/// Answers what never gets as far as a route: requests that can't be parsed, or are too large.
/// Thread-safe.
final class TransportProblems implements DirectHandler {

  private final StallGuard stalls;

  TransportProblems(StallGuard stalls) {
    this.stalls = stalls;
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType eventType,
      Status defaultStatus,
      ServerResponseHeaders responseHeaders,
      String message) {
    // The client is awaited no longer; what remains is to answer.
    stalls.end();
    int status = status(eventType, defaultStatus, message);
    responseHeaders.set(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    responseHeaders.set(HeaderNames.CACHE_CONTROL, "no-store");
    responseHeaders.set(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE);
    Problem problem =
        status == 503
            ? Problem.unavailable("busy", detail(status))
            : Problem.of(status, detail(status));
    problem
        .headers()
        .forEach((name, value) -> responseHeaders.set(HeaderNames.create(name), value));
    return TransportResponse.builder()
        .status(Status.create(status))
        .headers(responseHeaders)
        .keepAlive(false)
        .entity(problem.body())
        .build();
  }

  /// Oversized headers come as a bad request, told by their message only.
  private static int status(EventType type, Status defaultStatus, String message) {
    boolean headers =
        type == EventType.BAD_REQUEST && message != null && message.startsWith("Header size");
    return headers ? 431 : defaultStatus.code();
  }

  private static String detail(int status) {
    return switch (status) {
      case 400 -> "not a well-formed HTTP request";
      case 413 -> "the body is larger than this server takes";
      case 414 -> "the request line is longer than " + HttpLimits.MAX_URI_LENGTH + " bytes";
      case 431 -> "the headers are larger than " + HttpLimits.MAX_HEADERS_BYTES + " bytes";
      case 503 -> "too many requests at once";
      case 505 -> "expected HTTP/1.1";
      default -> "the request could not be served";
    };
  }
}
