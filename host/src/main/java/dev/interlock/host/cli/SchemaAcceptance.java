package dev.interlock.host.cli;

import dev.interlock.api.command.ExitCode;
import dev.interlock.api.command.HostClient.Reply;
import dev.interlock.api.command.HostUnreachableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/// `interlock schema accept EVENT`: by the running host; where none runs, in the store of the file.
record SchemaAcceptance(AssemblySource source, HostOption host, CommandLine command) {

  int accept(String event, AssemblySource.Options options) {
    Optional<Reply> reply = call(event);
    if (reply.isEmpty()) {
      return offline(event, options);
    }
    if (reply.get().status() / 100 != 2) {
      command.getErr().println(HostReplies.problem(reply.get()));
      return ExitCode.FAILED;
    }
    List<Integer> versions = new ArrayList<>();
    for (JsonNode accepted : HostReplies.json(reply.get()).path("accepted")) {
      versions.add(accepted.path("version").asInt(0));
    }
    print(event, versions);
    command.getOut().println("Restart the host: a connector that was refused loads then.");
    return ExitCode.OK;
  }

  /// Empty where none answers. One that was named is meant: then nobody else's store is touched.
  private Optional<Reply> call(String event) {
    String name = URLEncoder.encode(event, StandardCharsets.UTF_8).replace("+", "%20");
    try {
      return Optional.of(host.call("POST", "/v1/events/" + name + "/schema/accept", null));
    } catch (HostUnreachableException unreachable) {
      if (host.isNamed()) {
        throw unreachable;
      }
      return Optional.empty();
    }
  }

  private int offline(String event, AssemblySource.Options options) {
    List<Integer> versions;
    try (AssemblySource.Offline assembly = source.load(options)) {
      versions = assembly.acceptSchema(event);
    }
    if (versions.isEmpty()) {
      command.getErr().println("no plugin carries a schema of \"" + Escapes.escape(event) + "\"");
      return ExitCode.FAILED;
    }
    print(event, versions);
    command.getOut().println("No host runs: it counts from the next start.");
    return ExitCode.OK;
  }

  private void print(String event, List<Integer> versions) {
    versions.forEach(
        version ->
            command.getOut().println("accepted: " + Escapes.escape(event) + " version " + version));
  }
}
