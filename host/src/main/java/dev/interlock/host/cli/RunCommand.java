package dev.interlock.host.cli;

import dev.interlock.host.cli.HostStarter.Running;
import dev.interlock.host.cli.HostStarter.Summary;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `interlock run`: the assembly, until Ctrl-C or SIGTERM.
@Command(name = "run", description = "Starts the assembly.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private final HostStarter starter;
  private final CountDownLatch stopped = new CountDownLatch(1);

  @Mixin private FileOptions files;
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The API's port (default: the file's, or 8080).")
  private @Nullable Integer port;

  @SuppressWarnings("NullAway.Init")
  RunCommand(HostStarter starter) {
    this.starter = starter;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port != null && (port < 0 || port > 65_535)) {
      throw new ParameterException(
          spec.commandLine(), "--port: found " + port + ", expected 0 to 65535");
    }
    PrintWriter out = spec.commandLine().getOut();
    CompletableFuture<Running> starting = new CompletableFuture<>();
    Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> stop(starting));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      Running running = starter.start(files.options(), port);
      greet(out, running.summary());
      starting.complete(running);
    } finally {
      starting.cancel(false); // where it failed: there is nothing to stop
    }
    stopped.await();
    return 0;
  }

  private static void greet(PrintWriter out, Summary summary) {
    double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    String ready =
        "Interlock "
            + ProductVersion.current()
            + " ready in "
            + String.format(Locale.ROOT, "%.1f", seconds)
            + " s";
    out.println(ready + " ".repeat(Math.max(2, 47 - ready.length())) + "Ctrl-C stops");
    out.println("  file       " + summary.file());
    out.println("  plugins    " + String.join(", ", summary.plugins()));
    out.println("  API        " + summary.api());
    summary
        .notes()
        .forEach(
            note ->
                out.println(
                    "  note       " + Escapes.escapeLines(note).replace("\n", "\n             ")));
    out.println(
        "Next: edit "
            + summary.file().replaceFirst(" .*", "")
            + " (it reloads) · interlock webhooks list");
    out.flush();
  }

  /// A signal during the start waits for it to end, since half a host can't be stopped.
  private void stop(CompletableFuture<Running> starting) {
    try {
      starting.join().stop();
    } catch (CancellationException _) {
      return;
    }
    stopped.countDown();
  }
}
