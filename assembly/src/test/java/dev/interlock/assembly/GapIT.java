package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.GapLog.End;
import dev.interlock.testkit.PostgresServer;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// Publishers at full speed, a responder who vetoes every third event before it and is told durably
/// after it; meanwhile reloads, starts and stops, kills, and a connector that fails. No event
/// passes unasked or unstored, and none that was refused was asked. `-Dinterlock.gaps=100` does all
/// of it, a tenth unless told.
class GapIT {

  /// Per cent of 200 reloads, 50 starts and stops, 50 failures.
  private static final int SHARE = Integer.getInteger("interlock.gaps", 10);

  private static final String READY = "Next: .*";
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Pattern MARK = Pattern.compile("\"n\":(\\d+)");

  private static final String PLUGIN =
      """
        public record Mark(long n, long hold) {}
        @Override public List<Event<?, ?>> events() { return List.of(Event.of("mark", Mark.class, Void.class)); }
        @Override public void start(ConnectorContext context) {
          context.events().on(Event.of("mark", Mark.class, Void.class), mark -> {
            if (mark.hold() > 0) { Thread.sleep(mark.hold()); }
            return null;
          });
        }
      """;

  @TempDir private Path folder;
  private final Random random = new Random(7);
  private final GapLog log = new GapLog();
  private final Responder responder = Responder.start().answer(this::answer);
  private Path plugins;
  private int port;
  private int sidePort;
  private String store = "";
  private int edition;
  private boolean killed;

  @BeforeEach
  void prepare() throws Exception {
    plugins = PluginJar.folder(folder, "webhooks");
    PluginJar.write(plugins, "gap", PLUGIN);
    port = FreePort.next();
    sidePort = FreePort.next();
  }

  @AfterEach
  void close() {
    responder.close();
  }

  private Reply answer(ReceivedRequest request) {
    long now = System.nanoTime();
    Matcher matcher = MARK.matcher(request.text());
    if (!matcher.find()) {
      return Reply.status(400);
    }
    long mark = Long.parseLong(matcher.group(1));
    if (request.target().equals("/told")) {
      log.told(mark, request.header("webhook-id").orElse(""), now);
      return Reply.status(204);
    }
    log.asked(mark, now);
    return GapLog.isVetoed(mark)
        ? Reply.status(200)
            .body(
                "application/vnd.opsani.servo.errors.CancelEventError+json",
                "{\"reason\":\"every third\"}")
        : Reply.status(204);
  }

  private void write() throws Exception {
    edition++;
    write(
        """
        %s
        webhooks:
          compat: {postmand: {port: %d, health_port: 0}}
          defaults: {secret: s3cr3t, allow_private: true}
          hooks:
            - {name: guard, description: edition %d, events: before:mark, url: "%s"}
            - {name: ledger, events: after:mark, url: "%s", delivery: durable, ordered: true, backoff: {initial: 50ms, max: 500ms}}
        """
            .formatted(store, sidePort, edition, responder.url("/asked"), responder.url("/told")));
  }

  private void write(String text) throws Exception {
    Path next = Files.writeString(folder.resolve("next.yaml"), text);
    Files.move(
        next,
        folder.resolve("webhooks.yaml"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private RunningInterlock start() throws Exception {
    return RunningInterlock.start(
        folder,
        Map.of(),
        List.of("run", "--set", "http.port=" + port, "--plugins", plugins.toString()));
  }

  @Test
  void nothingPassesWithSqlite(TestReporter reporter) throws Exception {
    holds(reporter);
  }

  @Test
  void nothingPassesWithPostgres(TestReporter reporter) throws Exception {
    try (PostgresServer server = PostgresServer.start(folder)) {
      store = "store: {url: \"" + server.url("127.0.0.1") + "\"}";
      holds(reporter);
    }
  }

  private void holds(TestReporter reporter) throws Exception {
    write();
    try (GapLoad load = new GapLoad(URI.create("http://127.0.0.1:" + port), log)) {
      reloads(200 * SHARE / 100, load);
      check("reloads");
      restarts(50 * SHARE / 100, load);
      check("restarts");
      failures(50 * SHARE / 100);
    }
    try (RunningInterlock host = start()) {
      host.awaitLine(READY);
      await().atMost(LONGEST).until(() -> log.untold() == 0);
      assertThat(host.stop()).isEqualTo(143);
    }
    check("all");
    reporter.publishEntry("marks", counts());
    assertThat(log.count(End.COMPLETED)).isGreaterThan(100);
    assertThat(log.count(End.CANCELLED)).isGreaterThan(50);
  }

  /// While a host is ready nothing is refused, whatever becomes of its file.
  private void reloads(int times, GapLoad load) throws Exception {
    try (RunningInterlock host = start()) {
      host.awaitLine(READY);
      long refused = log.count(End.REFUSED);
      for (int i = 1; i <= times; i++) {
        long before = reports(host);
        if (i % 10 == 5) {
          load.publishHeld(Duration.ofSeconds(3));
        }
        if (i % 10 == 0) {
          write("webhooks: [{events: nonsense}]\n");
        } else {
          write();
        }
        await().atMost(LONGEST).until(() -> reports(host) > before);
      }
      assertThat(log.count(End.REFUSED)).isEqualTo(refused);
      write();
      assertThat(host.stop()).isEqualTo(143);
    }
  }

  private static long reports(RunningInterlock host) {
    return host.output().stream()
        .filter(
            line -> line.contains("reloaded webhooks.yaml") || line.contains("nothing was changed"))
        .count();
  }

  private void restarts(int times, GapLoad load) throws Exception {
    for (int i = 0; i < times; i++) {
      try (RunningInterlock host = start()) {
        boolean late = random.nextInt(4) > 0;
        if (late) {
          host.awaitLine(READY);
        }
        Thread.sleep(random.nextInt(late ? 500 : 2_000));
        if (i % 2 == 0) {
          assertThat(host.stop()).isIn(143, 130);
        } else {
          killed = true;
          load.killing();
          host.kill();
          load.killing();
        }
      }
    }
  }

  /// A port of the webhooks connector's own is taken while the host starts, and given back.
  private void failures(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      long through = log.count(End.COMPLETED) + log.count(End.CANCELLED);
      try (ServerSocket taken = new ServerSocket(sidePort, 1, InetAddress.getLoopbackAddress());
          RunningInterlock host = start()) {
        host.awaitLine(".*not ready: .*plugins/webhooks.*");
        Thread.sleep(random.nextInt(800));
        assertThat(log.count(End.COMPLETED) + log.count(End.CANCELLED)).isEqualTo(through);
        if (i % 3 == 1) {
          write();
        }
        taken.close();
        host.awaitLine(READY);
        await()
            .atMost(LONGEST)
            .until(() -> log.count(End.COMPLETED) + log.count(End.CANCELLED) > through);
        assertThat(host.stop()).isEqualTo(143);
      }
    }
  }

  private void check(String after) {
    List<String> found =
        log.violations(killed).stream().filter(each -> !each.contains("never told")).toList();
    List<String> all = after.equals("all") ? log.violations(killed) : found;
    assertThat(all.stream().limit(10).toList())
        .as("after %s, of %s: %d violations", after, counts(), all.size())
        .isEmpty();
  }

  private String counts() {
    StringBuilder counts = new StringBuilder();
    for (End end : End.values()) {
      counts.append(end).append(' ').append(log.count(end)).append("  ");
    }
    return counts.toString().strip();
  }
}
