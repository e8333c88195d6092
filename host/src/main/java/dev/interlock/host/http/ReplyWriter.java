package dev.interlock.host.http;

import dev.interlock.host.http.connection.UnreadBodyException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Writes replies, each write within its time. Thread-safe.
final class ReplyWriter {

  private final HttpLimits limits;
  private final StallGuard stalls;

  ReplyWriter(HttpLimits limits, StallGuard stalls) {
    this.limits = limits;
    this.stalls = stalls;
  }

  void write(ServerRequest request, ServerResponse response, Reply reply) {
    boolean head = request.prologue().method().text().equals("HEAD");
    boolean unread = BodyReader.hasBody(request) && !request.content().consumed();
    if (unread) {
      // What was not read would be taken for the next request.
      response.header(HeaderNames.CONNECTION, "close");
    }
    switch (reply) {
      case Reply.Whole whole -> writeWhole(response, whole, head);
      case Reply.Streamed streamed -> writeStream(response, streamed, head);
    }
    if (unread) {
      throw new UnreadBodyException("the last reply on this connection, whose body was not read");
    }
    if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
        || response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      throw new CloseConnectionException("the last reply on this connection");
    }
  }

  private void writeWhole(ServerResponse response, Reply.Whole whole, boolean head) {
    headers(response, whole);
    if (head) {
      response.header(HeaderNames.CONTENT_LENGTH, String.valueOf(whole.body().length));
    }
    stalls.begin(limits.transferOf(whole.body().length));
    try {
      if (head || whole.body().length == 0) {
        response.send();
      } else {
        response.send(whole.body());
      }
    } finally {
      stalls.end();
    }
  }

  private void writeStream(ServerResponse response, Reply.Streamed streamed, boolean head) {
    headers(response, streamed);
    if (head) {
      response.send();
      return;
    }
    try (OutputStream out = new GuardedStream(response)) {
      streamed.writing().to(out);
    } catch (ProblemException e) {
      writeWhole(response, (Reply.Whole) e.problem().reply(), false);
    } catch (IOException | UncheckedIOException e) {
      throw new CloseConnectionException("the client went away from its stream", e);
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the server stops", e);
    }
  }

  private static void headers(ServerResponse response, Reply reply) {
    response.status(Status.create(reply.status()));
    response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    if (!reply.contentType().isEmpty()) {
      response.header(HeaderNames.CONTENT_TYPE, reply.contentType());
    }
    reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
  }

  /// Opens with its first byte, so that what fails before can still become a problem.
  private final class GuardedStream extends OutputStream {

    private final ServerResponse response;
    private @Nullable OutputStream out;

    GuardedStream(ServerResponse response) {
      this.response = response;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      stalls.begin(limits.transfer());
      try {
        if (out == null) {
          out = response.outputStream();
        }
        out.write(bytes, offset, length);
      } finally {
        stalls.end();
      }
    }

    @Override
    public void flush() throws IOException {
      if (out != null) {
        stalls.begin(limits.transfer());
        try {
          out.flush();
        } finally {
          stalls.end();
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (out != null) {
        out.close();
      }
    }
  }
}
