package dev.interlock.host.cli;

import dev.interlock.api.command.ExitCode;
import dev.interlock.api.store.TakenOver;
import dev.interlock.host.cli.AssemblySource.MigrationRow;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--from-postmand",
      description =
          "Then takes over webhooks, deliveries and attempts of the postmand database that"
              + " POSTMAND_DATABASE_URL names; postmand must be stopped. Done again it imports"
              + " nothing twice.")
  private boolean fromPostmand;

  @Option(
      names = "--from-sqlite",
      paramLabel = "FILE",
      description =
          "Then moves all that this embedded store holds into the store of the file, a PostgreSQL"
              + " that nobody has used; no host may run.")
  private @Nullable Path fromSqlite;

  @SuppressWarnings("NullAway.Init")
  MigrateCommand(AssemblySource source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (AssemblySource.Offline assembly = source.load(files.options())) {
      List<MigrationRow> rows = assembly.migrate();
      boolean migrated = rows.stream().allMatch(row -> row.problem().isEmpty());
      List<TakenOver> taken = migrated && fromPostmand ? assembly.importPostmand() : List.of();
      Map<String, Long> moved =
          migrated && fromSqlite != null ? assembly.importSqlite(fromSqlite) : Map.of();
      if (output.isJson()) {
        out.println(JsonText.of(json(rows, taken, moved)));
      } else {
        print(out, rows);
        printTaken(out, taken);
        moved.forEach((table, count) -> out.println("moved: " + count + " rows of " + table));
      }
      if (!migrated) {
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

  private Map<String, Object> json(
      List<MigrationRow> rows, List<TakenOver> taken, Map<String, Long> moved) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("migrations", rows);
    if (fromPostmand) {
      all.put("from_postmand", taken);
    }
    if (fromSqlite != null) {
      all.put("from_sqlite", moved);
    }
    return all;
  }

  private static void printTaken(PrintWriter out, List<TakenOver> taken) {
    for (TakenOver each : taken) {
      String name = Escapes.escape(each.what());
      out.println(
          "from postmand: "
              + each.imported()
              + " "
              + name
              + " imported, "
              + each.known()
              + " there already");
    }
    for (TakenOver each : taken) {
      each.notes().forEach(note -> out.println(Escapes.escape(note)));
    }
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
