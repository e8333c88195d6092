package dev.interlock.host.cli;

import dev.interlock.host.cli.Duty.Mode;
import dev.interlock.host.cli.Duty.Work;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `interlock server`: the assembly, but for durable deliveries, which it only accepts.
@Command(
    name = "server",
    description = "Starts the assembly; leaves durable deliveries to workers.",
    mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {

  private final HostStarter starter;

  @Mixin private FileOptions files;
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The API's port (default: the file's, or 8080).")
  private @Nullable Integer port;

  @SuppressWarnings("NullAway.Init")
  ServerCommand(HostStarter starter) {
    this.starter = starter;
  }

  @Override
  public Integer call() throws InterruptedException {
    RunCommand.checkPort(spec, port);
    return new HostRun(starter, spec.commandLine().getOut())
        .run(files.options(), new Duty(Mode.SERVER, port, Work.EVERYTHING));
  }
}
