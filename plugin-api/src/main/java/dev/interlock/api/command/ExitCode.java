package dev.interlock.api.command;

/// What the command line ends with.
public final class ExitCode {

  public static final int OK = 0;

  /// What was asked failed.
  public static final int FAILED = 1;

  public static final int USAGE = 2;

  /// Cancelled by a veto.
  public static final int CANCELLED = 3;

  public static final int UNREACHABLE = 4;

  private ExitCode() {}
}
