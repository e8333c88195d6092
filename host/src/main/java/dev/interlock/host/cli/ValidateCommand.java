package dev.interlock.host.cli;

import dev.interlock.api.command.ExitCode;
import dev.interlock.host.cli.AssemblySource.Findings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `interlock validate`: every error of the file at once, without starting anything.
@Command(
    name = "validate",
    description = "Checks the file and the plugins, without starting.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

  private final AssemblySource source;

  @Mixin private FileOptions files;
  @Mixin private OutputOption output;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      description = "Prints nothing where the file is right.")
  private boolean quiet;

  @SuppressWarnings("NullAway.Init")
  ValidateCommand(AssemblySource source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Findings findings;
    try (AssemblySource.Offline assembly = source.load(files.options())) {
      findings = assembly.validate();
    }
    if (output.isJson()) {
      out.println(JsonText.of(findings));
    } else {
      findings.warnings().forEach(warning -> out.println(Escapes.escapeLines(warning)));
      findings.errors().forEach(error -> out.println(Escapes.escapeLines(error)));
      summarize(out, findings);
    }
    return findings.errors().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void summarize(PrintWriter out, Findings findings) {
    int count = findings.errors().size();
    if (count > 0) {
      out.println(
          count == 1 ? "1 error; nothing was changed" : count + " errors; nothing was changed");
    } else if (!quiet) {
      out.println(files.options().config() + " is right");
    }
  }
}
