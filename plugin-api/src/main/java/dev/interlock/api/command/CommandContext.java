package dev.interlock.api.command;

import java.time.InstantSource;

/// What a connector's commands are given. Output goes to picocli's `spec.commandLine().getOut()`,
/// errors to `getErr()`; exit codes are `ExitCode`'s. Nothing here is touched before a command
/// runs.
public interface CommandContext {

  /// The running host, at `--url` or `INTERLOCK_URL` or the address in the file.
  HostClient host();

  /// The only source of wall-clock time.
  InstantSource clock();

  /// Text from outside with control characters escaped, so that it can't drive a terminal.
  String escape(String text);

  /// The value that a `--secret`-like option means: `env:NAME`, `@file`, or the value itself.
  ///
  /// @throws IllegalArgumentException naming what is missing, never the value
  String secret(String option);
}
