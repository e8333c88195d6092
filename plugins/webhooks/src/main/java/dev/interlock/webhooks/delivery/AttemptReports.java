package dev.interlock.webhooks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.webhooks.configuration.UrlRules;
import dev.interlock.webhooks.delivery.SendResult.Answered;
import dev.interlock.webhooks.delivery.SendResult.Failed;
import dev.interlock.webhooks.request.Redaction;
import dev.interlock.webhooks.request.WebhookRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is kept of attempts, in HTTP's form: a request's head without the query; a reply's head, an
/// empty line, and the first 4 KiB of its body as text. Of a reply from an address that only the
/// file's permission opened nothing is kept but the line with its status. Configured headers,
/// signatures, credentials and cookies read `REDACTED`. Thread-safe.
public final class AttemptReports {

  private static final int LONGEST_BODY = 4096;
  private static final int LONGEST_HEAD = 16_384;
  private static final int LONGEST_ERROR = 1024;

  private final Redaction redaction;

  /// @param configured the headers that the file gives
  public AttemptReports(List<Header> configured) {
    this.redaction = new Redaction(configured);
  }

  /// Of an attempt that nobody can look at later: its status and its error.
  static AttemptReport brief(SendResult result) {
    return switch (result) {
      case Answered(var reply) -> new AttemptReport(reply.status(), "", "", "");
      case Failed failed -> {
        EgressReply reply = failed.reply();
        String error = clean(bounded(failed.message(), LONGEST_ERROR));
        yield new AttemptReport(reply == null ? 0 : reply.status(), "", "", error);
      }
    };
  }

  /// @param request null where none could be composed
  public AttemptReport of(@Nullable WebhookRequest request, SendResult result) {
    String sent = request == null ? "" : request(request);
    return switch (result) {
      case Answered(var reply) -> new AttemptReport(reply.status(), sent, response(reply), "");
      case Failed failed -> {
        EgressReply reply = failed.reply();
        yield new AttemptReport(
            reply == null ? 0 : reply.status(),
            sent,
            reply == null ? "" : response(reply),
            clean(bounded(failed.message(), LONGEST_ERROR)));
      }
    };
  }

  private String request(WebhookRequest request) {
    URI url = request.http().url();
    String path = url.getRawPath();
    StringBuilder text = new StringBuilder(512);
    text.append(request.http().method()).append(' ');
    text.append(path == null || path.isEmpty() ? "/" : path).append(" HTTP/1.1\n");
    text.append("Host: ").append(UrlRules.authority(url));
    head(text.append('\n'), request.http().headers());
    return clean(text.toString());
  }

  private void head(StringBuilder text, List<Header> headers) {
    int end = text.length() + LONGEST_HEAD;
    for (Header header : redaction.apply(headers)) {
      if (text.length() + header.name().length() + header.value().length() + 3 > end) {
        text.append("…\n");
        return;
      }
      text.append(header.name()).append(": ").append(header.value()).append('\n');
    }
  }

  private String response(EgressReply reply) {
    StringBuilder text = new StringBuilder(256);
    text.append("HTTP/1.1 ").append(reply.status()).append('\n');
    if (reply.privatelyAllowed()) {
      return text.toString();
    }
    head(text, reply.headers());
    return clean(text.append('\n').append(start(reply.body())).toString());
  }

  /// The first 4 KiB, without a character that is cut in two.
  private static CharBuffer start(byte[] body) {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    int length = Math.min(LONGEST_BODY, body.length);
    CharBuffer text = CharBuffer.allocate(length);
    decoder.decode(ByteBuffer.wrap(body, 0, length), text, length == body.length);
    return text.flip();
  }

  private static String bounded(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  /// Without control characters but for line breaks and tabs: databases refuse some, terminals obey
  /// others. Half a surrogate pair is none of Unicode's characters either.
  private static String clean(String text) {
    return isClean(text) ? text : cleaned(text);
  }

  private static boolean isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if ((each < ' ' && each != '\n' && each != '\t') || each > '~') {
        return false;
      }
    }
    return true;
  }

  private static String cleaned(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              boolean kept =
                  point == '\n'
                      || point == '\t'
                      || !(Character.isISOControl(point)
                          || Character.getType(point) == Character.SURROGATE);
              if (point != '\r') {
                clean.appendCodePoint(kept ? point : 0xFFFD);
              }
            });
    return clean.toString();
  }
}
