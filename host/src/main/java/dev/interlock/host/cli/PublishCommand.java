package dev.interlock.host.cli;

import dev.interlock.api.Json;
import dev.interlock.api.command.ExitCode;
import dev.interlock.api.command.HostClient.Reply;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `interlock publish`: publishes on the running host and says how the event ended.
@Command(
    name = "publish",
    description = "Publishes an event on the running host.",
    mixinStandardHelpOptions = true)
final class PublishCommand implements Callable<Integer> {

  private final HostOption host;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "EVENT", description = "Its name: interlock events lists them.")
  private String event;

  @Option(
      names = "--data",
      paramLabel = "JSON|@FILE",
      description = "The input; @- reads standard input.")
  private @Nullable String data;

  @Option(
      names = "--include",
      paramLabel = "CONNECTOR",
      split = ",",
      description = "Only these connectors respond.")
  private List<String> include = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "CONNECTOR",
      split = ",",
      description = "These connectors don't respond.")
  private List<String> exclude = List.of();

  @Option(names = "--first", description = "Stops at the first result.")
  private boolean first;

  @SuppressWarnings("NullAway.Init")
  PublishCommand(HostOption host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Reply reply = host.call("POST", path(), data == null ? null : DataArgument.read(spec, data));
    return print(reply);
  }

  private String path() {
    List<String> query = new ArrayList<>();
    include.forEach(name -> query.add("include=" + encode(name)));
    exclude.forEach(name -> query.add("exclude=" + encode(name)));
    if (first) {
      query.add("first=true");
    }
    return "/v1/events/" + encode(event) + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private int print(Reply reply) {
    PrintWriter out = spec.commandLine().getOut();
    JsonNode json = HostReplies.json(reply);
    return switch (json.path("status").asString("")) {
      case "completed" -> {
        out.println(reply.body().text());
        yield ExitCode.OK;
      }
      case "cancelled" -> {
        out.println(reply.body().text());
        spec.commandLine()
            .getErr()
            .println(
                "cancelled by "
                    + Escapes.escape(json.path("cancelled_by").asString(""))
                    + ": "
                    + Escapes.escape(json.path("reason").asString("")));
        yield ExitCode.CANCELLED;
      }
      case "failed" -> {
        out.println(reply.body().text());
        yield ExitCode.FAILED;
      }
      default -> {
        spec.commandLine().getErr().println(HostReplies.problem(reply));
        yield ExitCode.FAILED;
      }
    };
  }

  /// `--data`: JSON as it stands, or a file's.
  private static final class DataArgument {
    private DataArgument() {}

    static Json read(CommandSpec spec, String data) {
      if (!data.startsWith("@")) {
        return Json.of(data);
      }
      try {
        return new Json(
            data.equals("@-")
                ? System.in.readAllBytes()
                : Files.readAllBytes(Path.of(data.substring(1))));
      } catch (IOException failure) {
        throw new ParameterException(
            spec.commandLine(), "--data: can't read " + Escapes.escape(data.substring(1)), failure);
      }
    }
  }
}
