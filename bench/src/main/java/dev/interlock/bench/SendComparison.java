package dev.interlock.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.interlock.api.egress.EgressRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/// What one signed webhook costs this process, from the publish to the reply, beside the bare
/// client with the same bytes: CPU time, pair by pair, to a responder in another process.
public final class SendComparison {

  /// At the same time, in each of them: what one webhook has.
  private static final int IN_FLIGHT = 16;

  private static final int SENDS = 20_000;
  private static final int WARM_UPS = 6;
  private static final int PAIRS = 10;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private SendComparison() {}

  @FunctionalInterface
  private interface Sender {
    void send(Semaphore inFlight);
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("interlock-bench");
    try (SinkProcess sink = SinkProcess.start()) {
      compare(sink.port(), folder);
    } finally {
      Files.deleteIfExists(folder.resolve("webhooks.yaml"));
      Files.deleteIfExists(folder);
    }
  }

  private static void compare(int port, Path folder) throws IOException, InterruptedException {
    Semaphore inFlight = new Semaphore(IN_FLIGHT);
    try (WebhookHost host = new WebhookHost(port, folder, inFlight)) {
      run(host::send, inFlight, 100);
      EgressRequest model = host.lastRequest();
      try (BareSender bare = new BareSender(model)) {
        compare(host, bare, model, inFlight);
      }
    }
  }

  private static void compare(
      WebhookHost host, BareSender bare, EgressRequest model, Semaphore inFlight)
      throws InterruptedException {
    CountingEgress egress = new CountingEgress(host.client(), inFlight);
    Sender guarded =
        permits -> {
          var _ = egress.send(model);
        };
    double[] webhooks = new double[PAIRS];
    double[] guards = new double[PAIRS];
    double[] yardstick = new double[PAIRS];
    for (int pair = -WARM_UPS; pair < PAIRS; pair++) {
      double bareCost = run(bare::send, inFlight, SENDS);
      double webhookCost = run(host::send, inFlight, SENDS);
      double guardCost = run(guarded, inFlight, SENDS);
      if (pair >= 0) {
        yardstick[pair] = bareCost;
        webhooks[pair] = webhookCost;
        guards[pair] = guardCost;
      }
    }
    byte[] body = model.body();
    int bytes = body == null ? 0 : body.length;
    Report report =
        new Report(
            "send: CPU a send, "
                + PAIRS
                + " interleaved pairs of "
                + SENDS
                + " sends, body of "
                + bytes
                + " bytes, "
                + IN_FLIGHT
                + " in flight");
    report.row("HttpClient 5 async, same bytes", Report.spread(yardstick, "us"));
    report.row("Interlock: guard and client alone", Report.spread(guards, "us"));
    report.row("Interlock: publish, body, queue, signatures, guard", Report.spread(webhooks, "us"));
    report.ratio("guard and client / HttpClient", Report.medianRatio(guards, yardstick));
    report.ratio("signed webhook / HttpClient", Report.medianRatio(webhooks, yardstick), 1.4);
  }

  /// CPU microseconds of this process for each of `sends`.
  private static double run(Sender sender, Semaphore inFlight, int sends)
      throws InterruptedException {
    long before = SYSTEM.getProcessCpuTime();
    for (int count = 0; count < sends; count++) {
      inFlight.acquire();
      sender.send(inFlight);
    }
    inFlight.acquire(IN_FLIGHT);
    inFlight.release(IN_FLIGHT);
    return (SYSTEM.getProcessCpuTime() - before) / 1000.0 / sends;
  }
}
