package dev.interlock.webhooks.observation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.egress.EgressReply;
import java.time.Duration;
import java.util.Locale;

/// One attempt as a terminal shows it: ` -> record after:measure 200 4 ms try 1 (what the responder
/// said)`.
final class ActivityLine {

  private static final int LONGEST_REMARK = 160;
  private static final int LONGEST_BODY = 1024;

  private ActivityLine() {}

  /// @param outcome a status, or `failed`
  static String of(Attempted attempted, String outcome, Duration took, String remark) {
    StringBuilder line =
        new StringBuilder(96)
            .append("  -> ")
            .append(attempted.webhook())
            .append("  ")
            .append(attempted.hook())
            .append("  ")
            .append(outcome)
            .append("  ")
            .append(took.toMillis())
            .append(" ms");
    if (!attempted.isBefore() || attempted.number() > 1) {
      line.append("  try ").append(attempted.number());
    }
    return remark.isEmpty()
        ? line.toString()
        : line.append("     (").append(remark).append(')').toString();
  }

  /// The first line of a short plain text; empty where the reply is anything else.
  static String remark(EgressReply reply) {
    if (reply.body().length == 0 || reply.body().length > LONGEST_BODY || reply.truncated()) {
      return "";
    }
    String type = reply.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.equals("text/plain") && !type.startsWith("text/plain;")) {
      return "";
    }
    String text = new String(reply.body(), UTF_8);
    int end = text.indexOf('\n');
    String first = (end < 0 ? text : text.substring(0, end)).strip();
    return first.length() <= LONGEST_REMARK ? first : "";
  }
}
