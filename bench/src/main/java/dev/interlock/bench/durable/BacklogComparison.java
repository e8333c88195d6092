package dev.interlock.bench.durable;

import dev.interlock.bench.Folders;
import dev.interlock.bench.Quiet;
import dev.interlock.bench.Report;
import dev.interlock.bench.SinkProcess;
import dev.interlock.testkit.PostgresServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What a delivery costs where a million wait before it, beside what it costs where a thousand do:
/// as many are published as are delivered meanwhile. And the heap of the distribution's own process
/// where a million wait and a thousand are on their way.
public final class BacklogComparison {

  private static final int DELIVERIES = 20_000;
  private static final int ROUNDS = 3;
  private static final int FEW = 1_000;
  private static final int MANY = 1_000_000;

  private final Path folder;
  private final URI sink;

  private BacklogComparison(Path folder, URI sink) {
    this.folder = folder;
    this.sink = sink;
  }

  /// @param arguments the distribution; the JDK; a part of a store's name, where not all are wanted
  public static void main(String[] arguments) throws Exception {
    Quiet.logs();
    String wanted = arguments.length > 2 ? arguments[2] : "";
    Path distribution = Path.of(arguments[0]);
    Path folder = Files.createTempDirectory("interlock-bench");
    try (SinkProcess sink = SinkProcess.start();
        SinkProcess slow = SinkProcess.start(Duration.ofSeconds(2));
        PostgresServer postgres = PostgresServer.start(folder, Statements.SETTINGS)) {
      BacklogComparison comparison = new BacklogComparison(folder, sink.url());
      if ("SQLite".contains(wanted)) {
        Backlog many = comparison.compareSqlite();
        new Heap(distribution, Path.of(arguments[1])).report("SQLite", many, slow.url());
      }
      if ("PostgreSQL".contains(wanted)) {
        Backlog many =
            comparison.comparePostgres(postgres.url("127.0.0.1"), folder.resolve("postgres.log"));
        new Heap(distribution, Path.of(arguments[1])).report("PostgreSQL", many, slow.url());
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private Backlog compareSqlite() throws Exception {
    Backlog few = backlog("few", "jdbc:sqlite:" + folder.resolve("few.db"), FEW);
    Backlog many = backlog("many", "jdbc:sqlite:" + folder.resolve("many.db"), MANY);
    compare("SQLite", few, many);
    return many;
  }

  private Backlog comparePostgres(String url, Path log) throws Exception {
    new Ledger(url).execute("create database few", "create database many");
    Backlog few = backlog("few", url.replace("/postgres?", "/few?"), FEW);
    Backlog many = backlog("many", url.replace("/postgres?", "/many?"), MANY);
    Statements statements = Statements.of(url, "many");
    Plans plans = Plans.of(log, url, "many");
    statements.reset();
    Report report = compare("PostgreSQL", few, many);
    statements.dearest((ROUNDS + 1) * DELIVERIES).forEach(report::line);
    report.line("How the server went about a sample of them:");
    plans.lines().forEach(report::line);
    return many;
  }

  private Backlog backlog(String name, String store, int waiting) throws Exception {
    return Backlog.of(Files.createDirectories(folder.resolve(name)), store, sink, waiting);
  }

  private Report compare(String store, Backlog few, Backlog many) throws Exception {
    double[] cheap = new double[ROUNDS];
    double[] dear = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      double one = micros(few);
      double other = micros(many);
      if (round >= 0) {
        cheap[round] = one;
        dear[round] = other;
      }
    }
    Report report =
        new Report(
            "backlog on "
                + store
                + ": microseconds a delivery, "
                + ROUNDS
                + " interleaved rounds of "
                + DELIVERIES
                + ", published and delivered");
    report.row("behind a thousand at first", Report.spread(cheap, "us"));
    report.row(
        "behind a million at first, " + many.waiting() + " at last", Report.spread(dear, "us"));
    report.ratio("a million / a thousand", Report.medianRatio(dear, cheap), 1.3);
    return report;
  }

  private double micros(Backlog backlog) throws Exception {
    try (Interlock host = backlog.open(sink)) {
      host.deliver(DELIVERIES / 10); // connections, code, caches
      return 1e6 * host.cost(DELIVERIES);
    }
  }
}
