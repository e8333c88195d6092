package dev.interlock.webhooks.command;

import dev.interlock.api.command.CommandContext;
import dev.interlock.api.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `interlock webhooks …`: how the running host's webhooks do, and sending by hand.
@Command(
    name = "webhooks",
    description = "The running host's webhooks.",
    mixinStandardHelpOptions = true)
public final class WebhooksCommand implements Runnable {

  private static final long MOST_DATA = 1 << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final HostCalls calls;

  public WebhooksCommand(CommandContext context) {
    this.calls = new HostCalls(context);
  }

  @Override
  public void run() {
    throw usage("which one: list, trigger, test, enable, pause, resume or schema?");
  }

  @Command(description = "What there is, and how it does.", mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--output", description = "json: as the API gives it.")
          @Nullable String output) {
    if (output != null && !output.equals("json") && !output.equals("table")) {
      throw usage("--output: found \"" + output + "\", expected json");
    }
    boolean json = "json".equals(output);
    return calls.call(
        spec.commandLine(),
        "GET",
        "/v1/webhooks?limit=200",
        null,
        (reply, out) ->
            json ? HostCalls.printJson(reply, out) : WebhookTable.print(reply, out, calls));
  }

  @Command(
      description = "Sends a sample body to a webhook or a URL.",
      mixinStandardHelpOptions = true)
  int trigger(
      @Parameters(paramLabel = "PREP:EVENT", description = "as after:measure") String hook,
      @Parameters(paramLabel = "NAME|URL", description = "a webhook's name, or where to send")
          String target,
      @Option(names = "--data", description = "the event's input: JSON, or @file")
          @Nullable String data,
      @Option(names = "--dry-run", description = "show the request, send nothing") boolean dryRun) {
    ObjectNode body = HostCalls.MAPPER.createObjectNode();
    body.put("hook", hook).put("target", target).put("dry_run", dryRun);
    body.set("data", data(data));
    return calls.call(
        spec.commandLine(),
        "POST",
        "/v1/webhooks/trigger",
        body,
        (reply, out) ->
            dryRun
                ? TriggerText.printRequest(reply, out, calls)
                : TriggerText.printResult(reply, out, calls));
  }

  private JsonNode data(@Nullable String option) {
    if (option == null) {
      return HostCalls.MAPPER.nullNode();
    }
    try {
      return HostCalls.MAPPER.readTree(
          option.startsWith("@") ? file(Path.of(option.substring(1))) : option);
    } catch (IOException e) {
      throw usage("--data: can't read " + option.substring(1) + ": " + e.getMessage());
    } catch (JacksonException e) {
      throw usage("--data: no JSON: " + e.getOriginalMessage());
    }
  }

  private String file(Path path) throws IOException {
    if (Files.size(path) > MOST_DATA) {
      throw usage("--data: the file is larger than 1 MiB");
    }
    return Files.readString(path);
  }

  @Command(description = "Sends a sample of its first event.", mixinStandardHelpOptions = true)
  int test(@Parameters(paramLabel = "NAME") String name) {
    return calls.call(
        spec.commandLine(),
        "POST",
        path(name, "test"),
        null,
        (reply, out) -> TriggerText.printResult(reply, out, calls));
  }

  @Command(description = "Switches a disabled webhook on again.", mixinStandardHelpOptions = true)
  int enable(@Parameters(paramLabel = "NAME") String name) {
    return change(name, "enable");
  }

  @Command(description = "Sends nothing until it is resumed.", mixinStandardHelpOptions = true)
  int pause(@Parameters(paramLabel = "NAME") String name) {
    return change(name, "pause");
  }

  @Command(description = "Sends again what waited.", mixinStandardHelpOptions = true)
  int resume(@Parameters(paramLabel = "NAME") String name) {
    return change(name, "resume");
  }

  private int change(String name, String verb) {
    return calls.call(
        spec.commandLine(), "POST", path(name, verb), null, (reply, out) -> ExitCode.OK);
  }

  @Command(
      description = "The JSON Schema of a request body; as interlock schema.",
      mixinStandardHelpOptions = true)
  int schema(
      @Parameters(paramLabel = "PREP:EVENT") String hook,
      @Option(
              names = "--headers",
              description = "the content type and every header of a request, then the schema")
          boolean headers,
      @Option(
              names = "--webhook",
              paramLabel = "NAME",
              description = "with --headers: whose; each that hooks it unless told")
          @Nullable String webhook) {
    int colon = hook.indexOf(':');
    String preposition = colon < 0 ? "" : hook.substring(0, colon);
    if (!preposition.equals("before") && !preposition.equals("after")) {
      throw usage("found \"" + hook + "\", expected before:EVENT or after:EVENT");
    }
    if (headers) {
      new SampleHeaders(calls, spec.commandLine()).print(hook, webhook);
    } else if (webhook != null) {
      throw usage("--webhook is for --headers");
    }
    String path =
        "/v1/events/"
            + HostCalls.segment(hook.substring(colon + 1))
            + "/schema?preposition="
            + preposition;
    return calls.call(spec.commandLine(), "GET", path, null, HostCalls::printJson);
  }

  private static String path(String name, String verb) {
    return "/v1/webhooks/" + HostCalls.segment(name) + "/" + verb;
  }

  private ParameterException usage(String message) {
    CommandLine command = spec.commandLine();
    return new ParameterException(command, message);
  }
}
