package dev.interlock.host.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// `interlock` itself: every other command stands below it.
final class InterlockCommand {

  private InterlockCommand() {}

  static CommandSpec spec() {
    CommandSpec[] made = new CommandSpec[1];
    Runnable missing =
        () -> {
          throw new ParameterException(
              made[0].commandLine(), "Missing command; interlock run starts the assembly.");
        };
    CommandSpec spec =
        Plainly.command(
            "interlock", "Publishes typed lifecycle events; connectors hook them.", missing);
    made[0] = spec;
    spec.usageMessage()
        .footer(
            "",
            "Exit codes: 0 ok, 1 what was asked failed, 2 usage, 3 cancelled by a veto, 4 host"
                + " unreachable.");
    return spec;
  }
}
