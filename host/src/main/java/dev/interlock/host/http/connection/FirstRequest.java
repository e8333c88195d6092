package dev.interlock.host.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The bytes of a connection as they come. Where the first request is one of HTTP/1.0, as the
/// health checks of load balancers are, it is made one of HTTP/1.1 that asks to close. For one
/// thread.
final class FirstRequest implements Supplier<byte[]> {

  /// What a server reads of a head before it refuses it; here it is passed on as it is then.
  private static final int LONGEST = 32 << 10;

  private static final String OLD = " HTTP/1.0\r\n";
  private static final String END = "\r\n\r\n";

  private final ConnectionContext connection;
  private boolean begun;

  FirstRequest(ConnectionContext connection) {
    this.connection = connection;
  }

  /// Null at the end, as the server expects it.
  @Override
  @SuppressWarnings("NullAway")
  public byte[] get() {
    if (begun) {
      return read();
    }
    begun = true;
    return first();
  }

  private byte @Nullable [] read() {
    try {
      return connection.serverSocket().get();
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("Failed to get data from socket", e);
    }
  }

  private byte @Nullable [] first() {
    byte[] bytes = read();
    if (bytes == null) {
      return null;
    }
    int line = endOf("\n", bytes);
    if (line > 0 && !isOld(bytes, line)) {
      return bytes;
    }
    byte[] head = readUntil("\n", bytes);
    line = endOf("\n", head);
    return line > 0 && isOld(head, line) ? renewed(readUntil(END, head), line) : head;
  }

  private byte[] readUntil(String end, byte[] bytes) {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(bytes);
    while (endOf(end, head.toByteArray()) < 0 && head.size() < LONGEST) {
      byte[] more = read();
      if (more == null) {
        break;
      }
      head.writeBytes(more);
    }
    return head.toByteArray();
  }

  /// Behind its first such bytes, or -1.
  private static int endOf(String end, byte[] bytes) {
    int at = new String(bytes, ISO_8859_1).indexOf(end);
    return at < 0 ? -1 : at + end.length();
  }

  private static boolean isOld(byte[] bytes, int line) {
    return line >= OLD.length()
        && new String(bytes, line - OLD.length(), OLD.length(), ISO_8859_1).equals(OLD);
  }

  private byte[] renewed(byte[] bytes, int line) {
    String text = new String(bytes, ISO_8859_1);
    StringBuilder renewed = new StringBuilder(text.substring(0, line - OLD.length()));
    renewed.append(" HTTP/1.1\r\nConnection: close\r\n");
    int end = endOf(END, bytes);
    String headers = text.substring(line - 2, end < 0 ? text.length() : end);
    if (!headers.toLowerCase(Locale.ROOT).contains("\nhost:")) {
      renewed.append("Host: localhost:").append(connection.localPeer().port()).append("\r\n");
    }
    return renewed.append(text.substring(line)).toString().getBytes(ISO_8859_1);
  }
}
