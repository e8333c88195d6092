package dev.interlock.webhooks.registered.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.webhooks.request.Redaction;
import java.net.URI;
import java.util.List;

/// What is kept of a request and of its reply: heads with their secrets redacted, and the first 4
/// KiB of bodies. Whatever the bytes are, the text is one that every store takes.
final class AttemptText {

  private static final int MOST = 4096;
  private static final String LINE = "\r\n";
  private static final Redaction REDACTION = new Redaction(List.of());

  private AttemptText() {}

  static String of(EgressRequest request) {
    URI url = request.url();
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    StringBuilder text = new StringBuilder("POST ").append(path).append(" HTTP/1.1").append(LINE);
    text.append("Host: ").append(url.getRawAuthority()).append(LINE);
    headers(text, request.headers());
    byte[] body = request.body();
    return clean(text.append(LINE).append(start(body == null ? new byte[0] : body)));
  }

  /// Empty where only the operator's permission opened the address: what is there is nobody else's
  /// to read.
  static String of(EgressReply reply) {
    if (reply.privatelyAllowed()) {
      return "";
    }
    StringBuilder text = new StringBuilder("HTTP/1.1 ").append(reply.status()).append(LINE);
    headers(text, reply.headers());
    return clean(text.append(LINE).append(start(reply.body())));
  }

  private static void headers(StringBuilder text, List<Header> headers) {
    for (Header header : REDACTION.apply(headers)) {
      text.append(header.name()).append(": ").append(header.value()).append(LINE);
    }
  }

  /// Ends between characters, where it is UTF-8; what is none reads as U+FFFD.
  private static String start(byte[] body) {
    int length = Math.min(MOST, body.length);
    while (length < body.length && length > 0 && (body[length] & 0xC0) == 0x80) {
      length--;
    }
    return new String(body, 0, length, UTF_8);
  }

  /// PostgreSQL's text has no NUL.
  static String clean(CharSequence text) {
    return text.toString().replace('\0', '\uFFFD');
  }
}
