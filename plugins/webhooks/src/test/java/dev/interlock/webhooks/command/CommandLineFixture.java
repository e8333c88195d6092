package dev.interlock.webhooks.command;

import dev.interlock.api.command.CommandContext;
import dev.interlock.api.command.HostClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// Runs a command as the `interlock` command line does, without a host, and keeps what it printed.
final class CommandLineFixture implements CommandContext {

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  int run(Object command, String... arguments) {
    return new CommandLine(command)
        .setExpandAtFiles(false)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  String output() {
    synchronized (out.getBuffer()) {
      return out.toString();
    }
  }

  @Override
  public HostClient host() {
    throw new IllegalStateException("an offline command asked for the host");
  }

  @Override
  public java.time.InstantSource clock() {
    return java.time.InstantSource.system();
  }

  @Override
  public String escape(String text) {
    StringBuilder safe = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                safe.append(
                    c < ' ' || c == 0x7f ? "\\x" + Integer.toHexString(c) : Character.toString(c)));
    return safe.toString();
  }

  @Override
  public String secret(String option) {
    if (option.equals("env:MISSING")) {
      throw new IllegalArgumentException("MISSING is not set");
    }
    return option.equals("env:HOOK") ? "from the environment" : option;
  }
}
