package dev.interlock.host.cli;

import dev.interlock.api.command.ExitCode;
import dev.interlock.host.cli.AssemblySource.MigrationRow;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `interlock migrate`: brings the tables of the store up to date, and exits.
@Command(
    name = "migrate",
    description = "Brings the tables of the store up to date: the host's and every connector's.",
    mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {

  private final AssemblySource source;

  @Mixin private FileOptions files;
  @Mixin private OutputOption output;
  @Spec private CommandSpec spec;

  @Option(
      names = "--rekey",
      description =
          "Then makes a new store.key and seals every secret anew under it. Hosts that share the"
              + " store need the new file.")
  private boolean rekey;

  @SuppressWarnings("NullAway.Init")
  MigrateCommand(AssemblySource source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (AssemblySource.Offline assembly = source.load(files.options())) {
      List<MigrationRow> rows = assembly.migrate();
      if (output.isJson()) {
        out.println(JsonText.of(Map.of("migrations", rows)));
      } else {
        print(out, rows);
      }
      if (rows.stream().anyMatch(row -> !row.problem().isEmpty())) {
        return ExitCode.FAILED;
      }
      if (rekey) {
        int sealed = assembly.rekey();
        if (!output.isJson()) {
          out.println("rekeyed: " + sealed + (sealed == 1 ? " secret" : " secrets"));
        }
      }
    }
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, List<MigrationRow> rows) {
    int width = rows.stream().mapToInt(row -> row.component().length()).max().orElse(0);
    for (MigrationRow row : rows) {
      String what;
      if (!row.problem().isEmpty()) {
        what = "FAILED: " + Escapes.escapeLines(row.problem());
      } else if (row.from().equals(row.to())) {
        what = "up to date (" + row.to() + ")";
      } else {
        what = row.from() + " -> " + row.to();
      }
      String name = Escapes.escape(row.component());
      out.println(name + " ".repeat(Math.max(0, width - name.length()) + 2) + what);
    }
  }
}
