package dev.interlock.webhooks.command;

import dev.interlock.api.command.CommandContext;
import dev.interlock.api.command.ExitCode;
import dev.interlock.api.settings.Durations;
import dev.interlock.client.Veto;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `interlock listen`: a responder on the loopback that verifies and prints what arrives, until
/// Ctrl-C or an interrupt.
@Command(
    name = "listen",
    description = "A responder: verifies and prints what arrives.",
    mixinStandardHelpOptions = true)
public final class ListenCommand implements Callable<Integer> {

  private final CommandContext context;
  private final InstantSource clock;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8089",
      description = "Where to listen (default: ${DEFAULT-VALUE}); 0: any free port.")
  private int port;

  @Option(
      names = "--secret",
      paramLabel = "env:NAME|@FILE|VALUE",
      description =
          "Verifies with it, and answers 401 to what isn't signed with it; may be repeated.")
  private List<String> secrets = List.of();

  @Option(names = "--cancel", paramLabel = "REASON", description = "Vetoes everything.")
  private @Nullable String cancel;

  @Option(
      names = "--status",
      paramLabel = "N",
      description = "Answers with this status (default: 204).")
  private @Nullable Integer status;

  @Option(
      names = "--delay",
      paramLabel = "DURATION",
      defaultValue = "0s",
      description = "Waits before it answers.")
  private String delay;

  public ListenCommand(CommandContext context) {
    this(context, context.clock());
  }

  @SuppressWarnings("NullAway.Init")
  ListenCommand(CommandContext context, InstantSource clock) {
    this.context = context;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    ArrivalAnswer answer = answer();
    ArrivalReport report = report();
    PrintWriter out = spec.commandLine().getOut();
    try (ArrivalServer server = ArrivalServer.start(address(), report, answer, out)) {
      out.println(
          "Listening on http://127.0.0.1:" + server.port() + "                Ctrl-C stops");
      out.flush();
      new CountDownLatch(1).await();
    } catch (BindException e) {
      spec.commandLine().getErr().println("127.0.0.1:" + port + " is in use; --port gives another");
      return ExitCode.FAILED;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  private InetSocketAddress address() {
    if (port < 0 || port > 65_535) {
      throw usage("--port: found " + port + ", expected 0 to 65535", null);
    }
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private ArrivalAnswer answer() {
    if (cancel != null && status != null) {
      throw usage("--cancel answers 200: leave --status out", null);
    }
    if (status != null && (status < 200 || status > 599)) {
      throw usage("--status: found " + status + ", expected 200 to 599", null);
    }
    try {
      Duration wait = Durations.parse(delay);
      return cancel == null
          ? new ArrivalAnswer(status == null ? 204 : status, "", new byte[0], wait)
          : new ArrivalAnswer(200, Veto.CONTENT_TYPE, Veto.body(cancel), wait);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()), e);
    }
  }

  private ArrivalReport report() {
    try {
      return new ArrivalReport(context, secrets.stream().map(context::secret).toList(), clock);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()), e);
    }
  }

  private ParameterException usage(String message, @Nullable Exception cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }
}
