package dev.interlock.host.cli;

import java.util.Locale;
import picocli.CommandLine.Option;

/// `--output json`, on every command that lists something.
final class OutputOption {

  /// How a list is printed.
  enum Form {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Form form = Form.TEXT;

  boolean isJson() {
    return form == Form.JSON;
  }
}
