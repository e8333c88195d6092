package dev.interlock.host.cli;

import dev.interlock.api.EventPattern;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `interlock schema`: only JSON on standard output.
@Command(
    name = "schema",
    description = "Prints the JSON Schema of a webhook's body, or of the file.",
    mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {

  private final AssemblySource source;

  @Mixin private FileOptions files;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "(before|after):EVENT|config",
      description = "Which body; or config for webhooks.yaml.")
  private String subject;

  @SuppressWarnings("NullAway.Init")
  SchemaCommand(AssemblySource source) {
    this.source = source;
  }

  @Override
  public Integer call() {
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
