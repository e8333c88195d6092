package dev.interlock.host.cli;

import dev.interlock.api.EventPattern;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `interlock schema`: only JSON on standard output. `interlock schema accept`: takes over a
/// changed schema of an event.
@Command(
    name = "schema",
    description =
        "Prints the JSON Schema of a webhook's body, or of the file; or accepts a changed one.",
    mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {

  private final AssemblySource source;

  private final HostOption host;

  @Mixin private FileOptions files;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "(before|after):EVENT|config|accept",
      description = "Which body; or config for webhooks.yaml.")
  private String subject;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "EVENT",
      description = "With accept: whose schemas are taken as the plugins carry them now.")
  private @Nullable String event;

  @SuppressWarnings("NullAway.Init")
  SchemaCommand(AssemblySource source, HostOption host) {
    this.source = source;
    this.host = host;
  }

  @Override
  public Integer call() {
    if (subject.equals("accept") != (event != null)) {
      throw new ParameterException(spec.commandLine(), "expected accept EVENT, or one body");
    }
    if (event != null) {
      return new SchemaAcceptance(source, host, spec.commandLine()).accept(event, files.options());
    }
    byte[] schema;
    try (AssemblySource.Offline assembly = source.load(files.options())) {
      schema = subject.equals("config") ? assembly.configSchema() : body(assembly);
    }
    spec.commandLine().getOut().println(new String(schema, StandardCharsets.UTF_8));
    return 0;
  }

  private byte[] body(AssemblySource.Offline assembly) {
    EventPattern hook;
    try {
      hook = EventPattern.parse(subject);
    } catch (IllegalArgumentException failure) {
      throw new ParameterException(
          spec.commandLine(),
          "found \"" + Escapes.escape(subject) + "\": " + failure.getMessage() + ", or config",
          failure);
    }
    if (hook.isWildcard() || hook.excludes()) {
      throw new ParameterException(
          spec.commandLine(),
          "found \"" + subject + "\", expected one event: interlock events lists them");
    }
    return assembly.schema(hook.preposition(), hook.glob());
  }
}
