package dev.interlock.bench.durable;

import dev.interlock.bench.Folders;
import dev.interlock.bench.Quiet;
import dev.interlock.bench.Report;
import dev.interlock.bench.SinkProcess;
import dev.interlock.testkit.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Durable deliveries a second, end to end: publish, commit, sign, POST to a sink in another
/// process, attempt recorded, fsync on. Beside it, round by round in the same run: the bare HTTP
/// client to the same sink with a body of the same size, and db-scheduler doing one POST a task on
/// the same PostgreSQL.
public final class DurableComparison {

  private static final int DELIVERIES = 20_000;
  private static final int ROUNDS = 5;

  /// The JVM compiles for so long: measured before, its compilers would be measured with them.
  private static final Duration COMPILED_AFTER = Duration.ofSeconds(25);

  private static final Duration CONNECTED_AFTER = Duration.ofSeconds(1);
  private static final byte[] BODY = "x".repeat(1024).getBytes(StandardCharsets.US_ASCII);
  private static final String BARE = "HttpClient 5 async, nothing stored";
  private static final String SQLITE = "Interlock on SQLite";
  private static final String POSTGRES = "Interlock on PostgreSQL";

  private DurableComparison() {}

  /// @param arguments a part of the name of those that are wanted; none: all
  public static void main(String[] arguments) throws Exception {
    Quiet.logs();
    Path folder = Files.createTempDirectory("interlock-bench");
    try (SinkProcess sink = SinkProcess.start();
        PostgresServer postgres = PostgresServer.start(folder, Statements.SETTINGS)) {
      compare(folder, sink.url(), postgres, arguments.length == 0 ? "" : arguments[0]);
    } finally {
      Folders.delete(folder);
    }
  }

  private static void compare(Path folder, URI sink, PostgresServer postgres, String wanted)
      throws Exception {
    String url = postgres.url("127.0.0.1");
    new Ledger(url).execute("create database interlock", "create database scheduler");
    Statements statements = Statements.of(url, "interlock");
    List<Double> counted = new ArrayList<>();
    String scheduler = url.replace("/postgres?", "/scheduler?");
    String interlock = url.replace("/postgres?", "/interlock?");
    String file = "jdbc:sqlite:" + folder.resolve("interlock.db");
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = -1; round < ROUNDS; round++) {
      boolean warmUp = round < 0;
      for (Map.Entry<String, Opening> each :
          openings(folder, sink, file, interlock, scheduler).entrySet()) {
        if (!each.getKey().contains(wanted)) {
          continue;
        }
        try (Contender contender = each.getValue().open()) {
          contender.deliverFor(warmUp ? COMPILED_AFTER : CONNECTED_AFTER);
          if (warmUp) {
            continue;
          }
          statements.reset();
          rates
              .computeIfAbsent(each.getKey(), name -> new ArrayList<>())
              .add(contender.rate(DELIVERIES));
          if (each.getKey().equals(POSTGRES)) {
            counted.add((double) statements.calls() / DELIVERIES);
          }
        }
      }
    }
    report(rates, counted);
  }

  @FunctionalInterface
  private interface Opening {
    Contender open() throws Exception;
  }

  private static Map<String, Opening> openings(
      Path folder, URI sink, String file, String interlock, String scheduler) {
    Map<String, Opening> all = new LinkedHashMap<>();
    all.put(BARE, () -> new BareClient(sink, BODY));
    all.put(SQLITE, () -> new Interlock(made(folder, "a"), file, sink));
    all.put(POSTGRES, () -> new Interlock(made(folder, "b"), interlock, sink));
    all.put(
        "db-scheduler, lock-and-fetch 0.5/1.0",
        () -> new DbScheduler(scheduler, sink, BODY, 0.5, 1));
    all.put(
        "db-scheduler, lock-and-fetch 1.0/4.0", () -> new DbScheduler(scheduler, sink, BODY, 1, 4));
    return all;
  }

  private static Path made(Path folder, String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private static void report(Map<String, List<Double>> rates, List<Double> counted) {
    Report report =
        new Report(
            "durable: deliveries a second, "
                + ROUNDS
                + " interleaved rounds of "
                + DELIVERIES
                + ", bodies of about 1 KB, fsync on");
    rates.forEach(
        (name, values) ->
            report.row(name, Report.spread(values.stream().mapToDouble(v -> v).toArray(), "/s")));
    ratio(report, "PostgreSQL / db-scheduler, the better", POSTGRES, "db-scheduler", rates, 3);
    ratio(report, "PostgreSQL / HttpClient", POSTGRES, BARE, rates, 0.15);
    ratio(report, "SQLite / HttpClient", SQLITE, BARE, rates, 0.25);
    if (!counted.isEmpty()) {
      report.ratio(
          "statements a delivery on PostgreSQL, BEGIN and COMMIT with them",
          Report.median(counted.stream().mapToDouble(v -> v).toArray()),
          0.2);
    }
  }

  /// Round by round, against the best of those whose names begin so.
  private static void ratio(
      Report report,
      String what,
      String ours,
      String yardsticks,
      Map<String, List<Double>> rates,
      double target) {
    double[] best = new double[ROUNDS];
    rates.forEach(
        (name, values) -> {
          if (name.startsWith(yardsticks)) {
            Arrays.setAll(best, round -> Math.max(best[round], values.get(round)));
          }
        });
    List<Double> rate = rates.getOrDefault(ours, List.of());
    if (!rate.isEmpty() && best[0] > 0) {
      double[] values = rate.stream().mapToDouble(each -> each).toArray();
      report.ratioAtLeast(what, Report.medianRatio(values, best), target);
    }
  }
}
