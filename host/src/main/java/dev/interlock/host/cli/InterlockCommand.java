package dev.interlock.host.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `interlock` itself: every other command stands below it.
@Command(
    name = "interlock",
    description = "Publishes typed lifecycle events; connectors hook them.",
    versionProvider = ProductVersion.class,
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 ok, 1 what was asked failed, 2 usage, 3 cancelled by a veto, 4 host"
          + " unreachable."
    })
final class InterlockCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  InterlockCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command; interlock run starts the assembly.");
  }
}
