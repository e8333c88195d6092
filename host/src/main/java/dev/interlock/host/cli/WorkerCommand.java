package dev.interlock.host.cli;

import dev.interlock.host.cli.Duty.Mode;
import dev.interlock.host.cli.Duty.Work;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `interlock worker`: delivers what others accepted. With a destination or tries of its own it
/// ends when nothing is left.
@Command(
    name = "worker",
    description = "Delivers what is durable; no API, no schedules.",
    mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {

  private static final int TRIES = 3;
  private static final double DELAY_SECONDS = 1;

  private final HostStarter starter;

  @Mixin private FileOptions files;
  @Spec private CommandSpec spec;

  @Option(
      names = "--destination",
      paramLabel = "ID",
      description = "Delivers to this one only, and ends when nothing is left.")
  private @Nullable String destination;

  @Option(
      names = "--retry",
      paramLabel = "N",
      description = "Tries in all, at least one: 0 and 1 try once (default: 3).")
  private @Nullable Integer retry;

  @Option(
      names = "--retry-delay",
      paramLabel = "S",
      description = "Seconds between tries; 0 for none (default: 1).")
  private @Nullable Double retryDelay;

  @Option(names = "--persistent", description = "Goes on when nothing is left.")
  private boolean persistent;

  @SuppressWarnings("NullAway.Init")
  WorkerCommand(HostStarter starter) {
    this.starter = starter;
  }

  @Override
  public Integer call() throws InterruptedException {
    boolean own = destination != null || retry != null || retryDelay != null;
    Work work = own ? new Work(destination, tries(), delay(), !persistent) : Work.EVERYTHING;
    return new HostRun(starter, spec.commandLine().getOut())
        .run(files.options(), new Duty(Mode.WORKER, null, work));
  }

  private int tries() {
    Integer given = retry;
    if (given != null && given < 0) {
      throw new ParameterException(
          spec.commandLine(), "--retry: found " + given + ", expected 0 or more");
    }
    return given == null ? TRIES : Math.max(1, given);
  }

  private Duration delay() {
    Double given = retryDelay;
    if (given != null && !(given >= 0 && given <= 86_400)) {
      throw new ParameterException(
          spec.commandLine(), "--retry-delay: found " + given + ", expected 0 to 86400");
    }
    double seconds = given == null ? DELAY_SECONDS : given;
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
