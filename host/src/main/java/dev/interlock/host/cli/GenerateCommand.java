package dev.interlock.host.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `interlock generate`: a commented file to start from.
@Command(
    name = "generate",
    description = "Prints a commented starting file.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {

  private final AssemblySource source;

  @Mixin private FileOptions files;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-d", "--defaults"},
      description = "Writes every default out.")
  private boolean defaults;

  @Parameters(paramLabel = "KEY", arity = "0..*", description = "Top-level keys (default: all).")
  private List<String> keys = List.of();

  @SuppressWarnings("NullAway.Init")
  GenerateCommand(AssemblySource source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    try (AssemblySource.Offline assembly = source.load(files.options())) {
      spec.commandLine().getOut().print(assembly.startingFile(keys, defaults));
    }
    return 0;
  }
}
