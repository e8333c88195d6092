package dev.interlock.host.cli;

import dev.interlock.api.command.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `interlock backup FILE`: copies the SQLite store, whether or not a host uses it.
@Command(
    name = "backup",
    description = {
      "Copies the store into FILE, while a host runs or not: the state of one moment.",
      "store.key is not in it: without that file its sealed secrets can't be read."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

  private final AssemblySource source;

  @Mixin private FileOptions files;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Must not be there yet.")
  private Path target;

  @SuppressWarnings("NullAway.Init")
  BackupCommand(AssemblySource source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    try (AssemblySource.Offline assembly = source.load(files.options())) {
      String store = assembly.backup(target);
      spec.commandLine().getOut().println("copied " + store + " to " + target);
    }
    return ExitCode.OK;
  }
}
