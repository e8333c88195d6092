package dev.interlock.host.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// `interlock run`: the assembly, until Ctrl-C or SIGTERM.
final class RunCommand implements Callable<Integer> {

  private static final String PORT = "--port";

  private final HostStarter starter;
  private final FileOptions files = new FileOptions();
  private final CommandSpec spec = Plainly.command("run", "Starts the assembly.", this);

  private RunCommand(HostStarter starter) {
    this.starter = starter;
  }

  static CommandSpec spec(HostStarter starter) {
    RunCommand command = new RunCommand(starter);
    CommandSpec spec = command.spec;
    command.files.addTo(spec);
    spec.addOption(
        OptionSpec.builder(PORT)
            .type(Integer.class)
            .paramLabel("N")
            .description("The API's port (default: the file's, or 8080).")
            .build());
    return spec;
  }

  @Override
  public Integer call() throws InterruptedException {
    Integer port = spec.commandLine().getParseResult().matchedOptionValue(PORT, null);
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
