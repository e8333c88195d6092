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

  /// A problem document as lines for a terminal; errors that its detail tells already are not told
  /// again.
  static String problem(Reply reply) {
    JsonNode problem = json(reply);
    StringBuilder text = new StringBuilder();
    String detail = problem.path("detail").asString(problem.path("title").asString(""));
    text.append(detail.isEmpty() ? "the host answered " + reply.status() : Escapes.escape(detail));
    for (JsonNode error : problem.path("errors")) {
      String path = error.path("path").asString("");
      String message = error.path("message").asString("");
      if (!detail.contains(path + " " + message)) {
        text.append("\n  ")
            .append(Escapes.escape(path))
            .append("  ")
            .append(Escapes.escape(message));
      }
    }
    return text.toString();
  }
}
