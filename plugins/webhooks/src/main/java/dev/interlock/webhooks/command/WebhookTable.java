package dev.interlock.webhooks.command;

import dev.interlock.api.command.ExitCode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// `webhooks list` as a table, each column as wide as its longest cell.
final class WebhookTable {

  private static final List<String> HEAD = List.of("NAME", "EVENTS", "URL", "MODE", "STATE");

  private WebhookTable() {}

  static int print(JsonNode reply, PrintWriter out, HostCalls calls) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    for (JsonNode webhook : reply.path("webhooks")) {
      List<String> events = new ArrayList<>();
      webhook.path("events").forEach(event -> events.add(event.asString("")));
      rows.add(
          List.of(
              calls.escape(webhook.path("name").asString("")),
              calls.escape(String.join(", ", events)),
              calls.escape(abbreviate(webhook.path("url").asString(""))),
              calls.escape(webhook.path("mode").asString("")),
              calls.escape(webhook.path("state").asString(""))));
    }
    Columns.print(rows, out);
    return ExitCode.OK;
  }

  /// `http://127.0.0.1:8089/…`: where to, not which resource there.
  static String abbreviate(String url) {
    int host = url.indexOf("://");
    int path = url.indexOf('/', host < 0 ? 0 : host + 3);
    return path < 0 || path == url.length() - 1 ? url : url.substring(0, path) + "/…";
  }
}
