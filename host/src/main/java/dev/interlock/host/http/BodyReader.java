package dev.interlock.host.http;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Reads request bodies whole, within size and time. Thread-safe.
final class BodyReader {

  private final long maxBody;
  private final HttpLimits limits;
  private final StallGuard stalls;

  BodyReader(long maxBody, HttpLimits limits, StallGuard stalls) {
    this.maxBody = maxBody;
    this.limits = limits;
    this.stalls = stalls;
  }

  static boolean hasBody(ServerRequest request) {
    return request.headers().contains(HeaderNames.TRANSFER_ENCODING)
        || request.headers().contentLength().orElse(0) > 0;
  }

  /// @param routeLimit what the route takes; never more than the server does
  /// @throws ProblemException 413 as soon as it is known to be too large; the rest is not read and
  ///   the connection closes
  byte[] read(ServerRequest request, long routeLimit) {
    long limit = Math.min(routeLimit, maxBody);
    if (!hasBody(request)) {
      return new byte[0];
    }
    if (request.headers().contentLength().orElse(0) > limit) {
      throw tooLarge(limit);
    }
    stalls.begin(limits.transferOf(limit));
    try {
      InputStream in = request.content().inputStream();
      byte[] body = in.readNBytes((int) limit);
      if (in.read() >= 0) {
        throw tooLarge(limit);
      }
      return body;
    } catch (RequestException e) {
      throw e.status().code() == 413
          ? tooLarge(limit)
          : new ProblemException(Problem.of(400, "a malformed body").with("Connection", "close"));
    } catch (IOException
        | UncheckedIOException
        | InsufficientDataAvailableException
        | ServerConnectionException e) {
      throw new CloseConnectionException(
          "the client went away within its body, or was too slow", e);
    } finally {
      stalls.end();
    }
  }

  private static ProblemException tooLarge(long limit) {
    return new ProblemException(
        Problem.of(413, "the body is larger than " + limit + " bytes").with("Connection", "close"));
  }
}
