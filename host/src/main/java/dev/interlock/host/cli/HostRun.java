package dev.interlock.host.cli;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.Duty.Mode;
import dev.interlock.host.cli.Duty.Work;
import dev.interlock.host.cli.HostStarter.Running;
import dev.interlock.host.cli.HostStarter.Summary;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A host in the foreground, until Ctrl-C or SIGTERM, or until it has drained where it is to end
/// then.
final class HostRun {

  private static final long LOOK_EVERY_MILLIS = 200;
  private static final long LONGEST_UNKNOWN_MILLIS = 3_000;

  private final HostStarter starter;
  private final PrintWriter out;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();

  HostRun(HostStarter starter, PrintWriter out) {
    this.starter = starter;
    this.out = out;
  }

  int run(Options options, Duty duty) throws InterruptedException {
    CompletableFuture<Running> starting = new CompletableFuture<>();
    Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> stop(starting));
    Runtime.getRuntime().addShutdownHook(hook);
    Running running;
    try {
      running = starter.start(options, duty);
      starting.complete(running);
    } finally {
      starting.cancel(false); // where it failed: there is nothing to stop
    }
    if (!awaitReady(running)) {
      return 0;
    }
    if (!knowsDestination(running, duty.work())) {
      String unknown = noSuchDestination(running, duty.work());
      running.stop();
      throw new InterlockException(ErrorCategory.USER, unknown);
    }
    greet(running.summary(), duty);
    if (duty.work().drains()) {
      awaitDrained(running);
    } else {
      stopped.await();
    }
    return 0;
  }

  /// @return false where it was stopped before
  private boolean awaitReady(Running running) {
    CompletableFuture.anyOf(running.ready(), stopping).join();
    return running.ready().isDone();
  }

  /// Those of the store are known a moment after the start.
  private boolean knowsDestination(Running running, Work work) throws InterruptedException {
    for (long waited = 0; waited < LONGEST_UNKNOWN_MILLIS; waited += LOOK_EVERY_MILLIS) {
      if (work.destination() == null || running.targets().stream().anyMatch(work.targets())) {
        return true;
      }
      if (stopped.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  private static String noSuchDestination(Running running, Work work) {
    List<String> known = running.targets();
    return "--destination: found \""
        + Escapes.escape(String.valueOf(work.destination()))
        + "\", "
        + (known.isEmpty()
            ? "and there is no destination at all"
            : "expected one of "
                + Escapes.escape(String.join(", ", known.stream().limit(20).toList())));
  }

  /// Ends it when nothing is left; a signal may come before.
  private void awaitDrained(Running running) throws InterruptedException {
    while (!running.isDrained()) {
      if (stopped.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    running.stop();
  }

  private void greet(Summary summary, Duty duty) {
    long tenths = Math.round(ManagementFactory.getRuntimeMXBean().getUptime() / 100.0);
    String ready =
        "Interlock "
            + ProductVersion.current()
            + " ready in "
            + tenths / 10
            + "."
            + tenths % 10
            + " s";
    out.println(ready + " ".repeat(Math.max(2, 47 - ready.length())) + "Ctrl-C stops");
    out.println("  file       " + summary.file());
    out.println("  plugins    " + String.join(", ", summary.plugins()));
    if (duty.mode() != Mode.WORKER) {
      out.println("  API        " + summary.api());
    }
    summary
        .notes()
        .forEach(
            note ->
                out.println(
                    "  note       " + Escapes.escapeLines(note).replace("\n", "\n             ")));
    if (duty.mode() == Mode.ALL) {
      next(summary);
    }
    out.flush();
  }

  private void next(Summary summary) {
    out.println(
        "Next: edit "
            + summary.file().replaceFirst(" .*", "")
            + " (it reloads) · interlock webhooks list");
  }

  /// A signal during the start waits for it to end, since half a host can't be stopped.
  private void stop(CompletableFuture<Running> starting) {
    stopping.complete(null);
    try {
      starting.join().stop();
    } catch (CancellationException _) {
      return;
    }
    stopped.countDown();
  }
}
