package dev.interlock.webhooks.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.Json;
import dev.interlock.api.command.CommandContext;
import dev.interlock.api.command.ExitCode;
import dev.interlock.api.command.HostClient.Reply;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Calls the running host for a command and prints what went wrong. One command uses it at a time.
final class HostCalls {

  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final CommandContext context;

  HostCalls(CommandContext context) {
    this.context = context;
  }

  /// Shows what a successful call brought; gives the exit code.
  interface Show {
    int show(JsonNode reply, PrintWriter out);
  }

  /// What a successful call brought.
  ///
  /// @throws InterlockException with what the host says of one that isn't
  JsonNode fetch(String method, String path, @Nullable JsonNode body) {
    Reply reply = send(method, path, body);
    JsonNode answer = read(reply.body());
    if (reply.status() / 100 != 2) {
      throw new InterlockException(ErrorCategory.USER, detail(answer, reply.status()));
    }
    return answer;
  }

  private Reply send(String method, String path, @Nullable JsonNode body) {
    return context
        .host()
        .call(method, path, body == null ? null : new Json(MAPPER.writeValueAsBytes(body)));
  }

  int call(CommandLine command, String method, String path, @Nullable JsonNode body, Show show) {
    Reply reply = send(method, path, body);
    JsonNode answer = read(reply.body());
    if (reply.status() / 100 == 2) {
      int code = show.show(answer, command.getOut());
      command.getOut().flush();
      return code;
    }
    command.getErr().println(escape(detail(answer, reply.status())));
    command.getErr().flush();
    return ExitCode.FAILED;
  }

  /// Of a problem document, or of the delivery API's errors.
  private static String detail(JsonNode answer, int status) {
    for (String field : new String[] {"detail", "details", "title", "message"}) {
      String text = answer.path(field).asString("");
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "status " + status;
  }

  /// What is no JSON, as text.
  static JsonNode read(Json json) {
    try {
      return MAPPER.readTree(json.utf8());
    } catch (JacksonException _) {
      return MAPPER.createObjectNode().put("detail", json.text());
    }
  }

  /// One segment of a path.
  static String segment(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  Instant now() {
    return context.clock().instant();
  }

  String escape(String text) {
    return context.escape(text);
  }

  /// As it came: the host's JSON escapes what could drive a terminal.
  static int printJson(JsonNode reply, PrintWriter out) {
    out.println(MAPPER.writeValueAsString(reply));
    return ExitCode.OK;
  }
}
