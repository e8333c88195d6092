package dev.interlock.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.testkit.ReceivedRequest.Header;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/// What a `Responder` does with a request. Immutable; one may serve many requests.
public sealed interface Reply {

  /// IMF-fixdate of RFC 9110, section 5.6.7.
  DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// A proper reply; the connection stays open unless a `Connection: close` header says otherwise.
  record Answer(int status, List<Header> headers, byte[] body) implements Reply {
    public Answer {
      headers = List.copyOf(headers);
    }

    public Answer header(String name, String value) {
      List<Header> more = new ArrayList<>(headers);
      more.add(new Header(name, value));
      return new Answer(status, more, body);
    }

    public Answer body(String contentType, String text) {
      return new Answer(status, headers, text.getBytes(UTF_8)).header("Content-Type", contentType);
    }
  }

  /// `then`, but only after that long.
  record Delayed(Duration by, Reply then) implements Reply {}

  /// `then`, but only once the latch is down.
  record Held(CountDownLatch until, Reply then) implements Reply {}

  /// The whole reply, head and body, one byte at a time.
  record Dripping(Answer answer, Duration interval) implements Reply {}

  /// Status 200 and that many bytes `x`, streamed.
  record Huge(long bytes) implements Reply {}

  /// Status 200 and a small gzip body that decompresses to that many zero bytes.
  record GzipBomb(long bytes) implements Reply {}

  /// These bytes, whatever they are, then the connection is closed.
  record Raw(byte[] bytes) implements Reply {}

  /// The answer's head and the first half of its body, then the sending side is closed.
  record HalfClosed(Answer answer) implements Reply {}

  /// The connection is reset.
  record Reset() implements Reply {}

  /// The connection is closed without a byte.
  record Closed() implements Reply {}

  /// Nothing, until the peer or the responder closes.
  record Silent() implements Reply {}

  static Answer status(int status) {
    return new Answer(status, List.of(), new byte[0]);
  }

  /// 200 with the content type and the body of a veto.
  static Answer veto(String reason) {
    return status(200)
        .body(
            "application/vnd.opsani.servo.errors.CancelEventError+json",
            "{\"reason\":" + quote(reason) + "}");
  }

  private static String quote(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c < ' ') {
                json.append("\\u00")
                    .append(Character.forDigit(c >> 4, 16))
                    .append(Character.forDigit(c & 15, 16));
              } else {
                json.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
              }
            });
    return json.append('"').toString();
  }

  static Answer redirect(String location) {
    return status(302).header("Location", location);
  }

  /// 429 with a `Retry-After`: seconds or an HTTP date.
  static Answer tooManyRequests(String retryAfter) {
    return status(429).header("Retry-After", retryAfter);
  }

  /// 429 with a `Retry-After` in whole seconds.
  static Answer tooManyRequests(Duration retryAfter) {
    return tooManyRequests(Long.toString(retryAfter.toSeconds()));
  }

  /// 429 with a `Retry-After` as an HTTP date, to the second.
  static Answer tooManyRequests(Instant retryAfter) {
    return tooManyRequests(HTTP_DATE.format(retryAfter));
  }

  /// 410: the responder is gone for good.
  static Answer gone() {
    return status(410);
  }

  /// Bytes that are no HTTP.
  static Reply garbage() {
    return new Raw("\u0000\u0001SSH-2.0-nothing\r\n\r\nof the kind".getBytes(UTF_8));
  }
}
