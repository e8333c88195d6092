package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.Api.Answer;
import dev.interlock.assembly.Distribution.Ended;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Responders that misbehave, asked before an event: it ends in time, as `on_failure` says, and the
/// host stays small.
class HostileResponderIT {

  private static final long MOST_MEMORY = 300L << 20;
  private static final Duration DEADLINE = Duration.ofSeconds(3);
  private static final String VETO = "application/vnd.opsani.servo.errors.CancelEventError+json";

  /// Events without input and result, one for each webhook below.
  private static final String PROBE =
      """
        private static Event<Void, Void> event(String name) { return Event.of(name, Void.class, Void.class); }
        @Override public List<Event<?, ?>> events() {
          return List.of(event("unsaid"), event("fail"), event("cancel"), event("proceed"), event("broken_fails"),
              event("broken_proceeds"), event("untrusted"), event("inside"), event("metadata"), event("loop"));
        }
        @Override public void start(ConnectorContext context) {}
      """;

  private static final String FILE =
      """
      events: {%1$s}
      webhooks:
        defaults: {secret: s3cr3t, backoff: false, timeout: {connect: 1s, request: 1s}}
        hooks:
          - {name: unsaid, events: before:unsaid, url: "%2$s"}
          - {name: fail, events: before:fail, url: "%2$s", on_failure: fail}
          - {name: cancel, events: before:cancel, url: "%2$s", on_failure: cancel}
          - {name: proceed, events: before:proceed, url: "%2$s", on_failure: proceed}
          - {name: broken_fails, events: before:broken_fails, url: "%2$s", on_failure: {malformed: fail}}
          - {name: broken_proceeds, events: before:broken_proceeds, url: "%2$s", on_failure: {malformed: proceed}}
          - {name: untrusted, events: before:untrusted, url: "%3$s", timeout: {connect: 10s, request: 10s}}
          - {name: inside, events: before:inside, url: "http://ledger.corp/hook"}
          - {name: metadata, events: before:metadata, url: "http://metadata.corp/hook"}
          - {name: loop, events: before:loop, url: "http://loop.corp:%4$d/hook"}
      """;

  @TempDir static Path folder;
  private static Responder responder;
  private static Responder untrusted;
  private static RunningInterlock interlock;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    responder = Responder.start();
    untrusted = Responder.start(selfSigned(), "changeit".toCharArray());
    Path plugins = PluginJar.folder(folder, "webhooks");
    PluginJar.write(plugins, "probe", PROBE);
    Path hosts =
        Files.writeString(
            folder.resolve("hosts"),
            "10.0.3.7 ledger.corp\n169.254.169.254 metadata.corp\n127.0.0.1 loop.corp localhost\n");
    String deadlines =
        String.join(
            ", ",
            Stream.of(
                    "unsaid",
                    "fail",
                    "cancel",
                    "proceed",
                    "broken_fails",
                    "broken_proceeds",
                    "untrusted",
                    "inside",
                    "metadata",
                    "loop")
                .map(
                    event ->
                        event
                            + ": {before_deadline: "
                            + (event.equals("untrusted") ? 20 : DEADLINE.toSeconds())
                            + "s}")
                .toList());
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        FILE.formatted(
            deadlines, responder.url("/hook"), untrusted.url("/hook"), responder.port()));
    interlock =
        RunningInterlock.run(
            folder,
            Map.of("INTERLOCK_JAVA_OPTS", "-Djdk.net.hosts.file=" + hosts),
            "--plugins",
            plugins.toString());
    api = new Api(interlock.api());
  }

  @AfterAll
  static void staysSmall() throws Exception {
    try (RunningInterlock running = interlock;
        Responder one = responder;
        Responder other = untrusted) {
      assertThat(running.isRunning()).isTrue();
      assertThat(api.get("/healthz").status()).isEqualTo(200);
      assertThat(running.peakMemory()).isLessThan(MOST_MEMORY);
    }
  }

  static List<Arguments> failures() {
    Reply.Answer ok = Reply.status(200).body("text/plain", "slowly does it, a byte a second");
    return List.of(
        Arguments.of(
            "drips a byte a second", new Reply.Dripping(ok, Duration.ofSeconds(1)), "timeout"),
        Arguments.of("says nothing", new Reply.Silent(), "timeout"),
        Arguments.of("resets the connection", new Reply.Reset(), "connect"),
        Arguments.of("closes the connection", new Reply.Closed(), "connect"),
        Arguments.of("redirects inside", Reply.redirect("http://127.0.0.1:1/"), "redirect"),
        Arguments.of("answers 2 GiB", new Reply.Huge(2L << 30), "too_large"),
        Arguments.of("answers a gzip bomb", new Reply.GzipBomb(2L << 30), "too_large"),
        Arguments.of("speaks no HTTP", Reply.garbage(), "connect"),
        Arguments.of("answers 503", Reply.status(503), "status_5xx"),
        Arguments.of("answers 403", Reply.status(403), "status_4xx"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void aFailureEndsTheEventAsOnFailureSays(String what, Reply reply, String cause)
      throws Exception {
    responder.always(reply);
    ends("unsaid", 500, cause);
    ends("fail", 500, cause);
    ends("cancel", 409, cause);
    ends("proceed", 200, cause);
  }

  static List<Arguments> vetoes() {
    return List.of(
        Arguments.of("empty body", ""),
        Arguments.of("no JSON", "no"),
        Arguments.of("an array", "[\"no\"]"),
        Arguments.of("no reason", "{\"because\": \"no\"}"),
        Arguments.of("an empty reason", "{\"reason\": \"\"}"),
        Arguments.of("a number for a reason", "{\"reason\": 42}"),
        Arguments.of("a reason over 4 KiB", "{\"reason\": \"" + "x".repeat(4097) + "\"}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vetoes")
  void aVetoThatCanNotBeReadCancelsUnlessToldOtherwise(String what, String body) throws Exception {
    responder.always(Reply.status(200).body(VETO, body));
    ends("unsaid", 409, "malformed");
    ends("fail", 409, "malformed");
    ends("cancel", 409, "malformed");
    ends("proceed", 409, "malformed");
    ends("broken_fails", 500, "malformed");
    ends("broken_proceeds", 200, "malformed");
  }

  @Test
  void aVetoOver64KibIsTooLarge() throws Exception {
    responder.always(
        Reply.status(200).body(VETO, "{\"reason\": \"" + "x".repeat(65 << 10) + "\"}"));
    ends("unsaid", 500, "too_large");
    ends("cancel", 409, "too_large");
    ends("proceed", 200, "too_large");
  }

  @Test
  void aVetoIsEscapedWhereverItIsShown() throws Exception {
    responder.always(Reply.veto("\u001b[31mred\u001b[0m \r\n forged line"));
    Answer answer = ends("unsaid", 409, "");
    assertThat(answer.json().path("reason").asString()).startsWith("\u001b[31mred");
    // Only so many lines a second are shown: the tests before this one may have used them up.
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              ends("unsaid", 409, "");
              return interlock
                  .find(" +\\Q\\u001b[31mred\\u001b[0m \\r\\n forged line\\E")
                  .isPresent();
            });
    assertThat(interlock.text()).doesNotContain("\u001b");
    assertThat(interlock.find("\\s*forged.*")).isEmpty();
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    ends("untrusted", 500, "tls");
    assertThat(untrusted.requests()).isEmpty();
  }

  @Test
  void aNameThatIsAPrivateAddressIsRefusedWithTheLineThatWouldAllowIt() throws Exception {
    assertThat(ends("inside", 500, "guard").text())
        .contains("ledger.corp is 10.0.3.7")
        .contains("allow_private: [10.0.3.7/32]");
    assertThat(ends("metadata", 500, "guard").text())
        .contains("metadata.corp is 169.254.169.254")
        .contains("metadata");
  }

  @Test
  void loopbackIsForTheFileAndNotForTheApi() throws Exception {
    responder.always(Reply.status(204));
    ends("loop", 200, "");
    Ended ended =
        Distribution.built()
            .run(
                folder,
                "webhooks",
                "trigger",
                "before:loop",
                "http://loop.corp:" + responder.port() + "/",
                "--url",
                api.base().toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains("guard: loop.corp is 127.0.0.1")
        .contains("egress: {allow: [127.0.0.1/32]}");
  }

  /// @param cause what an answer that isn't a success, or the log, must name
  private static Answer ends(String event, int status, String cause) throws Exception {
    long startedAt = System.nanoTime();
    Answer answer = api.publish(event);
    Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
    assertThat(answer.status()).as("%s: %s", event, answer.text()).isEqualTo(status);
    assertThat(took).as(event).isLessThan(DEADLINE.plusSeconds(2));
    if (status != 200) {
      assertThat(answer.text()).as(event).contains(cause);
    }
    return answer;
  }

  /// For `localhost`, made by the JDK's own tool.
  private static KeyStore selfSigned() throws Exception {
    Path file = folder.resolve("untrusted.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Ended made =
        Distribution.run(
            folder,
            List.of(
                keytool,
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit"));
    assertThat(made.status()).as(made.output() + made.errors()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, "changeit".toCharArray());
    }
    return keys;
  }
}
