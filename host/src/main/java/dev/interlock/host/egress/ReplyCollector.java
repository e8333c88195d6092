package dev.interlock.host.egress;

import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest.Header;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/// Reads one reply within its bounds. What breaks after its status was read leaves the status. The
/// exchange hears of it once the connection is back in its pool, so that whoever sends next finds
/// it there. Called by one IO thread at a time.
final class ReplyCollector implements AsyncResponseConsumer<Void>, FutureCallback<Void> {

  private static final int HEADER_BYTES = 64 << 10;

  private final Attempt attempt;
  private final ReplyBody body;
  private int status;
  private boolean begun;
  private List<Header> headers = List.of();
  private @Nullable ContentDecoder decoder;
  private @Nullable FutureCallback<Void> whenRead;
  private @Nullable EgressReply reply;

  ReplyCollector(Attempt attempt) {
    this.attempt = attempt;
    this.body = new ReplyBody(attempt.exchange().request().limits().maxReply().bytes());
  }

  @Override
  public void informationResponse(HttpResponse response, HttpContext context) {}

  @Override
  public void consumeResponse(
      HttpResponse response,
      @Nullable EntityDetails entity,
      HttpContext context,
      FutureCallback<Void> callback)
      throws HttpException, IOException {
    status = response.getCode();
    if (!attempt.connected()) {
      // The client hands on what a proxy says in place of a tunnel: it is not the responder's
      // reply.
      throw new ProtocolException("status " + status);
    }
    whenRead = callback;
    begun = true;
    headers = headers(response);
    if (entity == null) {
      whole();
    } else {
      decoder = ContentDecoder.of(entity.getContentEncoding());
    }
  }

  private static List<Header> headers(HttpResponse response) throws IOException {
    List<Header> headers = new ArrayList<>();
    int size = 0;
    Iterator<org.apache.hc.core5.http.Header> lines = response.headerIterator();
    while (lines.hasNext()) {
      org.apache.hc.core5.http.Header line = lines.next();
      String value = line.getValue() == null ? "" : line.getValue();
      size += line.getName().length() + value.length() + 4;
      headers.add(new Header(oneLine(line.getName()), oneLine(value)));
    }
    if (size > HEADER_BYTES) {
      throw new BrokenReplyException(
          "its headers take " + size + " bytes, at most " + HEADER_BYTES + " are read");
    }
    return headers;
  }

  /// The client hands on a carriage return that no line feed follows; whoever writes the header
  /// once more would begin a line with it (RFC 9110, 5.5; RFC 9112, 2.2).
  private static String oneLine(String text) {
    return text.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    channel.update(Integer.MAX_VALUE);
  }

  @Override
  public void consume(ByteBuffer source) throws IOException {
    if (reply != null) {
      return;
    }
    if (decoder == null) {
      body.append(source);
    } else {
      decoder.decode(source, body);
    }
    if (body.overflowed()) {
      EgressReply cut = end(true, "");
      attempt.abort();
      attempt.exchange().succeed(attempt, cut);
    }
  }

  @Override
  public void streamEnd(@Nullable List<? extends org.apache.hc.core5.http.Header> trailers)
      throws IOException {
    if (decoder != null && !decoder.complete()) {
      throw new BrokenReplyException("its compressed body ends too soon");
    }
    whole();
  }

  /// A connection on which more has come than the reply serves nobody any more.
  private void whole() {
    if (reply != null) {
      return;
    }
    EgressReply whole = end(false, "");
    if (ReplyBoundary.hasSurplus()) {
      attempt.abort();
      attempt.exchange().succeed(attempt, whole);
    } else if (whenRead != null) {
      whenRead.completed(null);
    }
  }

  private EgressReply end(boolean truncated, String broken) {
    Exchange exchange = attempt.exchange();
    Duration took = exchange.elapsed();
    EgressReply ended =
        new EgressReply(
            status, headers, body.bytes(), truncated, broken, exchange.privatelyAllowed(), took);
    reply = ended;
    attempt.read(ended);
    return ended;
  }

  @Override
  public void failed(Exception cause) {
    EgressReply ended = reply;
    if (ended == null && begun && !attempt.abandoned()) {
      ended = end(false, Failures.broken(attempt, cause));
      attempt.abort();
    }
    if (ended == null) {
      attempt.exchange().failed(attempt, cause);
    } else {
      attempt.exchange().succeed(attempt, ended);
    }
  }

  /// The client's word on the whole exchange, where it failed before a reply was begun.
  @Override
  public void completed(@Nullable Void nothing) {}

  @Override
  public void cancelled() {
    failed(new InterruptedIOException("the client was closed"));
  }

  @Override
  public void releaseResources() {
    if (decoder != null) {
      decoder.close();
      decoder = null;
    }
    if (reply != null) {
      attempt.exchange().succeed(attempt, reply);
    }
  }
}
