package dev.interlock.bench.fairness;

import dev.interlock.bench.Folders;
import dev.interlock.bench.Publishers;
import dev.interlock.bench.Quiet;
import dev.interlock.bench.Report;
import dev.interlock.testkit.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A hundred durable webhooks at half of what the host can do, in an open loop: how long deliveries
/// are under way while all responders are well, and while one of them answers after two seconds and
/// one never does. Only the way to the others is counted, from the moment at which each event was
/// to be published until its body had arrived.
public final class FairnessComparison {

  private static final int ROUNDS = 3;
  private static final int CALIBRATION = 10_000;
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration WATCHED = Duration.ofSeconds(15);

  private FairnessComparison() {}

  /// @param arguments a part of the store's name, where not all are wanted
  public static void main(String[] arguments) throws Exception {
    Quiet.logs();
    String wanted = arguments.length == 0 ? "" : arguments[0];
    Path folder = Files.createTempDirectory("interlock-bench");
    try (PostgresServer postgres = PostgresServer.start(folder)) {
      if ("SQLite".contains(wanted)) {
        compare("SQLite", folder, postgres);
      }
      if ("PostgreSQL".contains(wanted)) {
        compare("PostgreSQL", folder, postgres);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private static void compare(String store, Path folder, PostgresServer postgres) throws Exception {
    double[] well = new double[ROUNDS];
    double[] disturbed = new double[ROUNDS];
    double[] left = new double[ROUNDS];
    double rate = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Path own = Files.createDirectories(folder.resolve(store + round));
      String url =
          store.equals("SQLite")
              ? "jdbc:sqlite:" + own.resolve("interlock.db")
              : postgres.newDatabase();
      try (Responders responders = Responders.start();
          HundredHooks hooks = new HundredHooks(own, url, responders)) {
        rate = capacity(hooks, responders) / 2;
        well[round] = p99(hooks, responders, rate)[0];
        responders.disturb();
        double[] then = p99(hooks, responders, rate);
        disturbed[round] = then[0];
        left[round] = then[1];
      }
    }
    Report report =
        new Report(
            "fairness on "
                + store
                + ": 100 responders, "
                + ROUNDS
                + " rounds, "
                + String.format(Locale.ROOT, "%.0f deliveries a second", rate));
    report.row("p99 while all are well", Report.spread(well, "ms"));
    report.row("p99 of 98 while one is slow and one dead", Report.spread(disturbed, "ms"));
    report.ratio("disturbed / well", Report.medianRatio(disturbed, well), 2);
    report.row("of the 98 not yet delivered at the end", Report.spread(left, "deliveries"));
  }

  /// Deliveries a second in a closed loop.
  private static double capacity(HundredHooks hooks, Responders responders) throws Exception {
    closed(hooks, responders, CALIBRATION / 2); // connections, code, caches
    long start = System.nanoTime();
    closed(hooks, responders, CALIBRATION);
    return CALIBRATION * 1e9 / (System.nanoTime() - start);
  }

  private static void closed(HundredHooks hooks, Responders responders, int count)
      throws Exception {
    long before = responders.answered();
    AtomicInteger next = new AtomicInteger();
    Publishers.run(
        count, _ -> hooks.publish(next.getAndIncrement() % Responders.NUMBER, System.nanoTime()));
    while (responders.answered() < before + count) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /// The 99th percentile in milliseconds, and how many of the others had not arrived at the end.
  private static double[] p99(HundredHooks hooks, Responders responders, double rate) {
    open(hooks, rate, WARM_UP);
    responders.takeOthers();
    int sent = open(hooks, rate, WATCHED);
    double[] millis = responders.takeOthers();
    double expected = sent * (Responders.NUMBER - 2.0) / Responders.NUMBER;
    return new double[] {
      millis[(int) Math.ceil(millis.length * 0.99) - 1], Math.max(0, expected - millis.length)
    };
  }

  /// Publishes at the rate, whatever comes of it.
  private static int open(HundredHooks hooks, double rate, Duration during) {
    int count = (int) (rate * during.toMillis() / 1000);
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long moment = begin + (long) (i * 1e9 / rate);
      for (long wait = moment - System.nanoTime(); wait > 0; wait = moment - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      int number = i % Responders.NUMBER;
      Thread.ofVirtual().start(() -> hooks.publish(number, moment));
    }
    return count;
  }
}
