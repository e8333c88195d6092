package dev.interlock.webhooks.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.webhooks.request.Redaction;
import java.util.List;

/// What is kept of a request and its reply: heads with secrets hidden, and the first of the reply's
/// body, but of a reply from a privately allowed address only the status.
final class AttemptText {

  private static final int MOST_BODY = 4096;
  private static final Redaction REDACTION = new Redaction(List.of());

  private AttemptText() {}

  static String of(EgressRequest request) {
    String path = request.url().getRawPath();
    StringBuilder text = new StringBuilder(request.method()).append(' ');
    text.append(path == null || path.isEmpty() ? "/" : path).append(" HTTP/1.1\n");
    text.append("Host: ").append(request.url().getRawAuthority()).append('\n');
    append(text, request.headers());
    return text.toString();
  }

  static String of(EgressReply reply) {
    StringBuilder text = new StringBuilder("HTTP/1.1 ").append(reply.status()).append('\n');
    if (!reply.privatelyAllowed()) {
      append(text, reply.headers());
      byte[] body = reply.body();
      text.append('\n').append(new String(body, 0, Math.min(body.length, MOST_BODY), UTF_8));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, List<Header> headers) {
    for (Header header : REDACTION.apply(headers)) {
      text.append(header.name()).append(": ").append(header.value()).append('\n');
    }
  }
}
