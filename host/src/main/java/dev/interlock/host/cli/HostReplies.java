package dev.interlock.host.cli;

import dev.interlock.api.command.HostClient.Reply;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Reads what the host answered.
final class HostReplies {

  private HostReplies() {}

  /// The reply's JSON; missing where it is none.
  static JsonNode json(Reply reply) {
    try {
      return JsonText.parse(reply.body().utf8());
    } catch (JacksonException _) {
      return MissingNode.getInstance();
    }
  }

  /// A problem document as lines for a terminal.
  static String problem(Reply reply) {
    JsonNode problem = json(reply);
    StringBuilder text = new StringBuilder();
    String detail = problem.path("detail").asString(problem.path("title").asString(""));
    text.append(detail.isEmpty() ? "the host answered " + reply.status() : Escapes.escape(detail));
    for (JsonNode error : problem.path("errors")) {
      text.append("\n  ").append(Escapes.escape(error.path("path").asString("")));
      text.append("  ").append(Escapes.escape(error.path("message").asString("")));
    }
    return text.toString();
  }
}
