package dev.interlock.webhooks.command;

import dev.interlock.api.command.ExitCode;
import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/// What a trigger came to, for people.
final class TriggerText {

  private TriggerText() {}

  /// The request as HTTP writes it.
  static int printRequest(JsonNode reply, PrintWriter out, HostCalls calls) {
    JsonNode request = reply.path("request");
    out.println(
        calls.escape(request.path("method").asString("") + " " + request.path("url").asString("")));
    printHeaders(request.path("headers"), out, calls);
    out.println();
    return HostCalls.printJson(request.path("body"), out);
  }

  static void printHeaders(JsonNode headers, PrintWriter out, HostCalls calls) {
    for (JsonNode header : headers) {
      String line = header.path("name").asString("") + ": " + header.path("value").asString("");
      out.println(calls.escape(line));
    }
  }

  static int printResult(JsonNode reply, PrintWriter out, HostCalls calls) {
    boolean ok = reply.path("ok").asBoolean(false);
    StringBuilder line = new StringBuilder("-> ");
    line.append(reply.path("webhook").asString(reply.path("url").asString("")))
        .append("  ")
        .append(reply.path("hook").asString(""))
        .append("  ")
        .append(reply.path("status").asString("failed"))
        .append("  ")
        .append(reply.path("took_ms").asLong(0))
        .append(" ms");
    if (!ok) {
      line.append("     (")
          .append(reply.path("cause").asString(""))
          .append(": ")
          .append(reply.path("message").asString(""))
          .append(')');
    }
    out.println(calls.escape(line.toString()));
    printVerdict(reply, out, calls);
    printHeaders(reply.path("headers"), out, calls);
    reply.path("reply").asString("").lines().forEach(text -> out.println(calls.escape(text)));
    return ok ? ExitCode.OK : ExitCode.FAILED;
  }

  private static void printVerdict(JsonNode reply, PrintWriter out, HostCalls calls) {
    String verdict = reply.path("verdict").asString("");
    String reason = reply.path("reason").asString("");
    if (!verdict.isEmpty()) {
      out.println(calls.escape("verdict: " + verdict + (reason.isEmpty() ? "" : ": " + reason)));
    }
  }
}
