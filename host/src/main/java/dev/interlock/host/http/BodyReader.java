package dev.interlock.host.http;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.ZipException;

/// Reads request bodies whole, within size, time and what there is for all of them together.
/// Thread-safe.
final class BodyReader {

  private static final int FIRST = 1024;

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

  /// How many bytes its body will have at most: what it announces, else what is taken.
  long expected(ServerRequest request, long routeLimit) {
    long limit = Math.min(routeLimit, maxBody);
    if (!hasBody(request)) {
      return 0;
    }
    boolean coded = request.headers().contains(HeaderNames.CONTENT_ENCODING);
    return coded ? limit : Math.min(request.headers().contentLength().orElse(limit), limit);
  }

  /// @param routeLimit what the route takes; never more than the server does
  /// @param share of what all bodies may take, for as long as the body is used
  /// @throws ProblemException 413 as soon as it is known to be too large, 503 where there is no
  ///   room; the rest is not read and the connection closes
  byte[] read(ServerRequest request, long routeLimit, BodyBudget.Share share) {
    long limit = Math.min(routeLimit, maxBody);
    if (!hasBody(request)) {
      return new byte[0];
    }
    if (request.headers().contentLength().orElse(0) > limit) {
      throw tooLarge(limit);
    }
    if (request.headers().contentLength().orElse(0) > BodyBudget.SMALL) {
      share.await();
    }
    stalls.begin(limits.transferOf(limit));
    try {
      return read(request.content().inputStream(), limit, share);
    } catch (RequestException e) {
      throw refused(e.status().code(), limit);
    } catch (HttpException e) {
      throw refused(e.status().code(), limit);
    } catch (ZipException | EOFException e) {
      throw new ProblemException(
          Problem.of(400, "the body is not gzip, as its Content-Encoding says, or it is cut")
              .with("Connection", "close"));
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

  /// Grows with what arrives, never with what is announced.
  private static byte[] read(InputStream in, long limit, BodyBudget.Share share)
      throws IOException {
    byte[] body = new byte[FIRST];
    int length = 0;
    while (true) {
      int count = in.read(body, length, body.length - length);
      if (count < 0) {
        share.arrived();
        return length == body.length ? body : Arrays.copyOf(body, length);
      }
      share.add(count);
      length += count;
      if (length > limit) {
        throw tooLarge(limit);
      }
      if (length == body.length) {
        body = Arrays.copyOf(body, (int) Math.min(2L * length, limit + 1));
      }
    }
  }

  private static ProblemException refused(int status, long limit) {
    return status == 413
        ? tooLarge(limit)
        : new ProblemException(Problem.of(400, "a malformed body").with("Connection", "close"));
  }

  private static ProblemException tooLarge(long limit) {
    return new ProblemException(
        Problem.of(413, "the body is larger than " + limit + " bytes").with("Connection", "close"));
  }
}
