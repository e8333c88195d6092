package dev.interlock.host.cli;

import dev.interlock.host.cli.Duty.Mode;
import dev.interlock.host.cli.Duty.Work;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// `interlock run` and `interlock server`: the assembly, until Ctrl-C or SIGTERM.
final class RunCommand implements Callable<Integer> {

  private static final String PORT = "--port";

  private final HostStarter starter;
  private final Mode mode;
  private final FileOptions files = new FileOptions();
  private final CommandSpec spec;

  private RunCommand(HostStarter starter, Mode mode, String name, String description) {
    this.starter = starter;
    this.mode = mode;
    this.spec = Plainly.command(name, description, this);
    files.addTo(spec);
    spec.addOption(
        OptionSpec.builder(PORT)
            .type(Integer.class)
            .paramLabel("N")
            .description("The API's port (default: the file's, or 8080).")
            .build());
  }

  /// Everything there is to do.
  static CommandSpec run(HostStarter starter) {
    return new RunCommand(starter, Mode.ALL, "run", "Starts the assembly.").spec;
  }

  /// All but durable deliveries, which it only accepts.
  static CommandSpec server(HostStarter starter) {
    String description = "Starts the assembly; leaves durable deliveries to workers.";
    return new RunCommand(starter, Mode.SERVER, "server", description).spec;
  }

  @Override
  public Integer call() throws InterruptedException {
    Integer port = spec.commandLine().getParseResult().matchedOptionValue(PORT, null);
    checkPort(port);
    return new HostRun(starter, spec.commandLine().getOut())
        .run(files.options(), new Duty(mode, port, Work.EVERYTHING));
  }

  private void checkPort(@Nullable Integer port) {
    if (port != null && (port < 0 || port > 65_535)) {
      throw new ParameterException(
          spec.commandLine(), "--port: found " + port + ", expected 0 to 65535");
    }
  }
}
