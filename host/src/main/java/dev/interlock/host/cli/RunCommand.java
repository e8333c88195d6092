package dev.interlock.host.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `interlock run`: the assembly, until Ctrl-C or SIGTERM.
@Command(name = "run", description = "Starts the assembly.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private final HostStarter starter;

  @Mixin private FileOptions files;
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The API's port (default: the file's, or 8080).")
  private @Nullable Integer port;

  @SuppressWarnings("NullAway.Init")
  RunCommand(HostStarter starter) {
    this.starter = starter;
  }

  @Override
  public Integer call() throws InterruptedException {
    checkPort(spec, port);
    return new HostRun(starter, spec.commandLine().getOut()).run(files.options(), Duty.all(port));
  }

  static void checkPort(CommandSpec spec, @Nullable Integer port) {
    if (port != null && (port < 0 || port > 65_535)) {
      throw new ParameterException(
          spec.commandLine(), "--port: found " + port + ", expected 0 to 65535");
    }
  }
}
