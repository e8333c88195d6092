package dev.interlock.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.interlock.testkit.ReceivedRequest.Header;
import dev.interlock.testkit.Reply.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.zip.GZIPOutputStream;

/// Carries out replies on one connection. For one thread; whatever waits here ends when the
/// responder closes.
final class ReplyWriter {

  private static final byte[] CRLF = {'\r', '\n'};
  private static final int BLOCK = 64 << 10;

  private final Socket wire;
  private final Socket socket;
  private final OutputStream out;
  private final CountDownLatch closed;

  /// @param wire the TCP socket
  /// @param socket what speaks on it: the same, or TLS above it
  ReplyWriter(Socket wire, Socket socket, CountDownLatch closed) throws IOException {
    this.wire = wire;
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.closed = closed;
  }

  /// Whether the connection is still good for another request.
  ///
  /// @param answering hears the status of a proper reply just before its last bytes are sent
  boolean write(Reply reply, IntConsumer answering) throws IOException, InterruptedException {
    switch (reply) {
      case Answer answer -> {
        answering.accept(answer.status());
        out.write(bytes(answer, answer.body().length));
        out.flush();
        return answer.headers().stream()
            .noneMatch(
                header ->
                    header.name().equalsIgnoreCase("connection")
                        && header.value().equalsIgnoreCase("close"));
      }
      case Reply.Delayed(var by, var then) -> {
        return !pause(by) && write(then, answering);
      }
      case Reply.Held(var until, var then) -> {
        return awaits(until) && write(then, answering);
      }
      case Reply.Dripping(var answer, var interval) -> {
        byte[] bytes = bytes(answer, answer.body().length);
        if (!drip(bytes, bytes.length - 1, interval)) {
          return false;
        }
        answering.accept(answer.status());
        out.write(bytes[bytes.length - 1]);
        out.flush();
        return true;
      }
      case Reply.Huge(var bytes) -> {
        answering.accept(200);
        stream(bytes);
        return true;
      }
      case Reply.GzipBomb(var bytes) -> {
        answering.accept(200);
        bomb(bytes);
        return true;
      }
      case Reply.Raw(var bytes) -> out.write(bytes);
      case Reply.HalfClosed(var answer) -> {
        out.write(bytes(answer, answer.body().length / 2));
        out.flush();
        socket.shutdownOutput();
        drain();
      }
      case Reply.Reset() -> {
        wire.setSoLinger(true, 0);
        wire.close();
      }
      case Reply.Closed() -> {}
      case Reply.Silent() -> drain();
    }
    out.flush();
    return false;
  }

  /// @param length how much of the body is written; all of it is announced
  private static byte[] bytes(Answer answer, int length) throws IOException {
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    reply.writeBytes(("HTTP/1.1 " + answer.status() + " " + "Scripted").getBytes(ISO_8859_1));
    reply.writeBytes(CRLF);
    for (Header header : answer.headers()) {
      reply.writeBytes((header.name() + ": " + header.value()).getBytes(ISO_8859_1));
      reply.writeBytes(CRLF);
    }
    if (answer.status() != 204 && answer.status() != 304) {
      reply.writeBytes(("Content-Length: " + answer.body().length).getBytes(ISO_8859_1));
      reply.writeBytes(CRLF);
    }
    reply.writeBytes(CRLF);
    reply.write(answer.body(), 0, length);
    return reply.toByteArray();
  }

  /// Whether the responder still runs.
  private boolean drip(byte[] bytes, int length, Duration interval)
      throws IOException, InterruptedException {
    for (int i = 0; i < length; i++) {
      out.write(bytes[i]);
      out.flush();
      if (pause(interval)) {
        return false;
      }
    }
    return true;
  }

  private void stream(long bytes) throws IOException {
    out.write(
        ("HTTP/1.1 200 Scripted\r\nContent-Length: " + bytes + "\r\n\r\n").getBytes(ISO_8859_1));
    byte[] block = new byte[BLOCK];
    Arrays.fill(block, (byte) 'x');
    for (long left = bytes; left > 0; left -= BLOCK) {
      out.write(block, 0, (int) Math.min(left, BLOCK));
    }
    out.flush();
  }

  private void bomb(long bytes) throws IOException {
    out.write(
        "HTTP/1.1 200 Scripted\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
            .getBytes(ISO_8859_1));
    try (GZIPOutputStream gzip = new GZIPOutputStream(new Chunks(out), BLOCK)) {
      byte[] block = new byte[BLOCK];
      for (long left = bytes; left > 0; left -= BLOCK) {
        gzip.write(block, 0, (int) Math.min(left, BLOCK));
      }
    }
  }

  /// Whether the responder was closed meanwhile.
  private boolean pause(Duration duration) throws InterruptedException {
    return closed.await(duration.toNanos(), TimeUnit.NANOSECONDS);
  }

  private boolean awaits(CountDownLatch latch) throws InterruptedException {
    while (!latch.await(10, TimeUnit.MILLISECONDS)) {
      if (closed.getCount() == 0) {
        return false;
      }
    }
    return true;
  }

  /// Reads and drops until the peer closes, or `close` of the responder closes the socket.
  private void drain() throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /// Chunked transfer coding; closing it writes the last chunk and leaves the connection open.
  private static final class Chunks extends OutputStream {
    private final OutputStream out;

    Chunks(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int each) throws IOException {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > 0) {
        out.write(Integer.toHexString(length).getBytes(ISO_8859_1));
        out.write(CRLF);
        out.write(bytes, offset, length);
        out.write(CRLF);
      }
    }

    @Override
    public void close() throws IOException {
      out.write("0\r\n\r\n".getBytes(ISO_8859_1));
      out.flush();
    }
  }
}
