package dev.interlock.host.cli;

import dev.interlock.api.command.ExitCode;
import dev.interlock.api.command.HostClient.Reply;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `interlock check`: publishes `check` on the running host and shows every connector's findings.
@Command(
    name = "check",
    description = "Asks every connector whether what it needs is there, with the remedy.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  private final HostOption host;

  @Mixin private OutputOption output;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  CheckCommand(HostOption host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Reply reply = host.call("POST", "/v1/events/check", null);
    JsonNode json = HostReplies.json(reply);
    if (!json.has("results")) {
      spec.commandLine().getErr().println(HostReplies.problem(reply));
      return ExitCode.FAILED;
    }
    if (output.isJson()) {
      out.println(reply.body().text());
    }
    List<JsonNode> findings = new ArrayList<>();
    json.path("results")
        .forEach(result -> result.path("value").path("findings").forEach(findings::add));
    long failed = findings.stream().filter(finding -> !finding.path("ok").asBoolean()).count();
    failed += json.path("errors").size();
    if (!output.isJson()) {
      print(out, findings, json);
      out.println(
          failed == 0
              ? "all " + findings.size() + " ok"
              : failed + " of " + (findings.size() + json.path("errors").size()) + " failed");
    }
    return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private static void print(PrintWriter out, List<JsonNode> findings, JsonNode json) {
    int width =
        findings.stream()
            .mapToInt(each -> each.path("subject").asString("").length())
            .max()
            .orElse(0);
    for (JsonNode finding : findings) {
      String subject = Escapes.escape(finding.path("subject").asString(""));
      boolean ok = finding.path("ok").asBoolean();
      out.println(
          (ok ? "ok    " : "FAIL  ")
              + subject
              + " ".repeat(Math.max(0, width - subject.length()) + 2)
              + Escapes.escape(finding.path("detail").asString("")));
      String remedy = finding.path("remedy").asString("");
      if (!ok && !remedy.isEmpty()) {
        out.println("      fix: " + Escapes.escape(remedy));
      }
    }
    for (JsonNode error : json.path("errors")) {
      out.println(
          "FAIL  "
              + Escapes.escape(error.path("connector").asString(""))
              + "  "
              + Escapes.escape(error.path("error").asString("")));
    }
  }
}
