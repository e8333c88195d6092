package dev.interlock.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.interlock.testkit.ReceivedRequest.Head;
import dev.interlock.testkit.ReceivedRequest.Header;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads HTTP/1.1 requests off one connection. A head is at most 64 KiB, a body 64 MiB. For one
/// thread.
final class RequestReader {

  private static final int MAX_LINE = 64 << 10;
  private static final int MAX_BODY = 64 << 20;

  private final InputStream in;
  private final OutputStream out;
  private final int connection;
  private int headLeft;

  RequestReader(InputStream in, OutputStream out, int connection) {
    this.in = in;
    this.out = out;
    this.connection = connection;
  }

  /// The next request; null where the peer has closed between requests.
  @Nullable ReceivedRequest next() throws IOException {
    headLeft = MAX_LINE;
    String first = line();
    if (first == null) {
      return null;
    }
    String[] parts = first.split(" ", 3);
    if (parts.length != 3) {
      throw new IOException("no request line: " + first);
    }
    List<Header> headers = new ArrayList<>();
    for (String line = required(line()); !line.isEmpty(); line = required(line())) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("no header: " + line);
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    ReceivedRequest head =
        new ReceivedRequest(connection, new Head(parts[0], parts[1], headers), new byte[0]);
    return new ReceivedRequest(connection, head.head(), body(head));
  }

  private byte[] body(ReceivedRequest head) throws IOException {
    if (head.header("expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
      out.flush();
    }
    if (head.header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      return chunks();
    }
    return exactly(length(head.header("content-length").orElse("0"), 10));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      headLeft = MAX_LINE;
      int size = length(required(line()).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        while (!required(line()).isEmpty()) {} // trailers
        return body.toByteArray();
      }
      if (body.size() + size > MAX_BODY) {
        throw new IOException("a body of more than " + MAX_BODY + " bytes");
      }
      body.writeBytes(exactly(size));
      required(line());
    }
  }

  private static int length(String text, int radix) throws IOException {
    try {
      int length = Integer.parseInt(text, radix);
      if (length >= 0 && length <= MAX_BODY) {
        return length;
      }
    } catch (NumberFormatException e) {
      throw new IOException("no length: " + text, e);
    }
    throw new IOException("a body of " + text + " bytes, expected at most " + MAX_BODY);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the peer closed inside a body");
    }
    return bytes;
  }

  private @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        if (line.size() > 0) {
          throw new EOFException("the peer closed inside a head");
        }
        return null;
      }
      if (headLeft-- == 0) {
        throw new IOException("a head of more than " + MAX_LINE + " bytes");
      }
      line.write(c);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  private static String required(@Nullable String line) throws IOException {
    if (line == null) {
      throw new EOFException("the peer closed inside a request");
    }
    return line;
  }
}
