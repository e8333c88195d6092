package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.Api.Answer;
import dev.interlock.assembly.Distribution.Ended;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A host of which a connector doesn't run refuses every event, says which one and why, and is
/// ready as soon as it runs.
class ShutGateIT {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final String NOT_READY = ".* ERROR not ready: .*";
  private static final String READY = "Next: .*";
  private static final String NOTE = "{\"key\":\"k\",\"sequence\":1,\"text\":\"\"}";

  @TempDir private Path folder;
  private final Responder responder = Responder.start().always(Reply.status(204));
  private Path plugins;
  private int port;
  private Api api;

  @BeforeEach
  void prepare() throws Exception {
    plugins = NotePlugin.folder(folder);
    port = FreePort.next();
    api = new Api(URI.create("http://127.0.0.1:" + port));
  }

  @AfterEach
  void close() {
    responder.close();
  }

  /// @param more sections before that of the webhooks
  /// @param sidePort of the webhooks connector's own; 0: any
  private void write(String more, int sidePort) throws Exception {
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        """
        %s
        webhooks:
          compat: {postmand: {port: %d, health_port: 0}}
          defaults: {secret: s3cr3t}
          hooks:
            - {name: guard, events: before:note, url: "%s"}
            - {name: ledger, events: after:note, url: "%s", delivery: durable, ordered: true, backoff: {initial: 100ms, max: 200ms}}
        """
            .formatted(more, sidePort, responder.url("/asked"), responder.url("/told")));
  }

  private RunningInterlock start() throws Exception {
    return RunningInterlock.start(
        folder,
        Map.of(),
        List.of("run", "--set", "http.port=" + port, "--plugins", plugins.toString()));
  }

  private List<ReceivedRequest> to(String path) {
    return responder.requests().stream().filter(request -> request.target().equals(path)).toList();
  }

  /// @param subject of what doesn't run
  /// @param words of its reason and of the remedy
  private void assertShut(String subject, String... words) throws Exception {
    Answer ready = api.get("/readyz");
    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.headers().firstValue("Retry-After")).isPresent();
    assertThat(ready.json().path("status").asString()).isEqualTo("not_ready");
    assertThat(ready.text()).contains("\"" + subject + "\"").contains(words);
    for (String hops : List.of("0", "1")) {
      Answer refused = api.publish("note", NOTE, "interlock-hops", hops);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.json().path("code").asString()).isEqualTo("not_ready");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.text()).contains(subject);
    }
    Answer unknown = api.get("/nowhere");
    assertThat(unknown.status()).isEqualTo(503);
    assertThat(unknown.json().path("code").asString()).isEqualTo("not_ready");
    assertThat(api.get("/healthz").status()).isEqualTo(200);
    assertThat(api.get("/v1/events").status()).isEqualTo(200);
    Ended check = Distribution.built().run(folder, "check", "--url", api.base().toString());
    assertThat(check.status()).isEqualTo(1);
    assertThat(check.output()).contains("FAIL").contains(subject).contains(words);
    assertThat(to("/asked")).isEmpty();
  }

  @Test
  void aPortThatIsTakenShutsTheGateUntilItIsFree() throws Exception {
    try (ServerSocket taken = FreePort.taken()) {
      write("", taken.getLocalPort());
      try (RunningInterlock host = start()) {
        host.awaitLine(NOT_READY);
        assertShut("plugins/webhooks", "Address already in use", "webhooks.compat.postmand.port");
        assertThat(to("/told")).isEmpty();
        taken.close();
        host.awaitLine(READY);

        assertThat(api.get("/readyz").status()).isEqualTo(200);
        assertThat(api.publish("note", NOTE).status()).isEqualTo(200);
        await().atMost(LONGEST).until(() -> to("/told").size() == 1);
        assertThat(to("/asked")).hasSize(1);
        assertThat(api.get("/nowhere").status()).isEqualTo(404);
      }
    }
  }

  @Test
  void aJarThatCannotBeReadShutsTheGate() throws Exception {
    Files.writeString(plugins.resolve("broken.jar"), "no archive");
    write("", 0);
    try (RunningInterlock host = start()) {
      host.awaitLine(NOT_READY);
      assertShut("plugins/broken.jar", "not a readable JAR", "restart", "optional: [broken.jar]");
      assertThat(api.get("/v1/deliveries").status()).isEqualTo(200);
    }
    write("plugins: {optional: [broken.jar]}", 0);
    try (RunningInterlock host = start()) {
      host.awaitLine(READY);
      assertThat(api.publish("note", NOTE).status()).isEqualTo(200);
      assertThat(to("/asked")).hasSize(1);
    }
  }

  @Test
  void aJarThatOnlyTheLockNamesShutsTheGate() throws Exception {
    write("", 0);
    Path guard =
        PluginJar.write(
            plugins, "guard", "  @Override public void start(ConnectorContext context) {}\n");
    Ended locked =
        Distribution.built().run(folder, "plugins", "lock", "--plugins", plugins.toString());
    assertThat(locked.status()).as(locked.errors()).isZero();
    Files.delete(guard);
    try (RunningInterlock host = start()) {
      host.awaitLine(NOT_READY);
      assertShut("plugins/guard.jar", "plugins.lock names it", "restart");
    }
  }

  @Test
  void aSectionWhoseConnectorIsNotThereShutsTheGate() throws Exception {
    Files.writeString(plugins.resolve("broken.jar"), "no archive");
    write("plugins: {optional: [broken.jar]}\ninbox: {}", 0);
    try (RunningInterlock host = start()) {
      host.awaitLine(NOT_READY);
      assertShut("plugins/inbox", "section", "optional: [inbox]");
    }
  }

  @Test
  void whatIsStoredWaitsForItsConnectorAndNoTryIsCounted() throws Exception {
    responder.answer(request -> Reply.status(request.target().equals("/told") ? 503 : 204));
    write("", 0);
    try (RunningInterlock host = start()) {
      host.awaitLine(READY);
      assertThat(api.publish("note", NOTE).status()).isEqualTo(200);
      await().atMost(LONGEST).until(() -> to("/told").size() > 1);
      assertThat(host.stop()).isEqualTo(143);
    }
    int tries = to("/told").size();
    responder.always(Reply.status(204));
    try (ServerSocket taken = FreePort.taken()) {
      write("", taken.getLocalPort());
      try (RunningInterlock host = start()) {
        host.awaitLine(NOT_READY);
        await()
            .during(Duration.ofSeconds(2))
            .atMost(LONGEST)
            .until(() -> to("/told").size() == tries && !host.text().contains("FAILED"));
        taken.close();
        host.awaitLine(READY);
        await().atMost(LONGEST).until(() -> to("/told").size() > tries);
        assertThat(to("/told").getLast().header("webhook-attempt"))
            .hasValue(Integer.toString(tries + 1));
        assertThat(to("/told").stream().map(each -> each.header("webhook-id")).distinct())
            .hasSize(1);
        assertThat(api.get("/v1/deliveries").text()).doesNotContainIgnoringCase("\"failed\"");
      }
    }
  }
}
