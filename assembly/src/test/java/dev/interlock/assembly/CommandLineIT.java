package dev.interlock.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.Distribution.Ended;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every command as it is typed: what it prints, and what it ends with.
class CommandLineIT {

  private static final String BODY = "{\"event\":\"after:measure\"}";

  @TempDir static Path folder;
  private static Responder responder;
  private static RunningInterlock interlock;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    responder =
        Responder.start()
            .answer(
                request ->
                    request.target().equals("/veto") ? Reply.veto("not now") : Reply.status(204));
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        """
        tuning:
          measure: {url: "%1$s", rate: 50/s, duration: 200ms}
        webhooks:
          - {name: record, events: after:metrics, url: "%1$s", secret: s3cr3t}
          - {name: window, events: before:promote, url: "%2$s", secret: s3cr3t}
          - {name: ledger, events: after:adjust, url: "http://10.0.3.7/hook", secret: s3cr3t}
        """
            .formatted(responder.url("/hook"), responder.url("/veto")));
    interlock = RunningInterlock.run(folder);
    url = interlock.api().toString();
  }

  @AfterAll
  static void stop() {
    interlock.close();
    responder.close();
  }

  private static Ended interlock(String... arguments) throws Exception {
    return Distribution.built().run(folder, Map.of("INTERLOCK_URL", url), new byte[0], arguments);
  }

  @Test
  void versionIsOneLine() throws Exception {
    assertThat(interlock("version").output())
        .isEqualTo("Interlock " + Distribution.version() + "\n");
  }

  @Test
  void helpNamesTheCommandsOfConnectorsToo() throws Exception {
    Ended ended = interlock("--help");
    assertThat(ended.status()).isZero();
    assertThat(ended.output())
        .contains(
            "run",
            "validate",
            "schema",
            "events",
            "publish",
            "generate",
            "plugins",
            "check",
            "webhooks",
            "listen",
            "verify");
  }

  @Test
  void eventsListsWhoDefinesThem() throws Exception {
    Ended ended = interlock("events");
    assertThat(ended.status()).isZero();
    assertThat(ended.output())
        .startsWith("EVENT")
        .containsPattern("(?m)^measure +tuning +before on after +\\S");
    assertThat(ended.output()).containsPattern("(?m)^cancelled +\\S+ +after +\\S");
    assertThat(Api.parse(interlock("events", "--output", "json").output()).path("events").isArray())
        .isTrue();
  }

  @Test
  void pluginsListsWhatIsLoaded() throws Exception {
    Ended ended = interlock("plugins");
    assertThat(ended.status()).isZero();
    assertThat(ended.output()).startsWith("NAME").contains("demo", "tuning", "webhooks");
    assertThat(Api.parse(interlock("plugins", "--output", "json").output()).path("plugins").size())
        .isEqualTo(3);
  }

  @Test
  void aNewPluginCompilesAgainstTheDistribution(@TempDir Path other) throws Exception {
    Ended ended = Distribution.built().run(other, "plugins", "new", "night-watch");
    assertThat(ended.status()).as(ended.errors()).isZero();
    Path project = other.resolve("night-watch");
    assertThat(project.resolve("pom.xml"))
        .content()
        .contains("<artifactId>night-watch</artifactId>")
        .contains("interlock-plugin-api");
    Path source = project.resolve("src/main/java/nightwatch/NightWatchConnector.java");
    assertThat(project.resolve("src/test/java/nightwatch/NightWatchConnectorTest.java"))
        .isNotEmptyFile();
    PluginJar.compile(Files.createDirectories(other.resolve("classes")), List.of(source));

    Ended again = Distribution.built().run(other, "plugins", "new", "night-watch");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.errors()).contains("there already");
    assertThat(Distribution.built().run(other, "plugins", "new", "../escape").status())
        .isEqualTo(1);
  }

  @Test
  void whatGenerateWritesIsValid(@TempDir Path other) throws Exception {
    for (String[] command :
        new String[][] {{"generate"}, {"generate", "--defaults"}, {"generate", "webhooks"}}) {
      Ended ended = Distribution.built().run(other, command);
      assertThat(ended.status()).as(ended.errors()).isZero();
      assertThat(ended.output()).contains("webhooks:").contains("#");
      Files.writeString(other.resolve("webhooks.yaml"), ended.output());
      Ended validated = Distribution.built().run(other, "validate");
      assertThat(validated.output()).as(ended.output()).isEqualTo("webhooks.yaml is right\n");
    }
  }

  @Test
  void publishEndsWithHowTheEventEnded() throws Exception {
    Ended completed = interlock("publish", "metrics");
    assertThat(completed.status()).isZero();
    assertThat(Api.parse(completed.output()).path("status").asString()).isEqualTo("completed");

    Ended cancelled = interlock("publish", "promote");
    assertThat(cancelled.status()).isEqualTo(3);
    assertThat(cancelled.errors()).isEqualTo("cancelled by webhooks/window: not now\n");

    Files.writeString(folder.resolve("input.json"), "{\"metrics\": [\"speed\"]}");
    Ended invalid = interlock("publish", "measure", "--data", "@input.json");
    assertThat(invalid.status()).isEqualTo(1);
    assertThat(invalid.errors()).contains("metrics[0]").contains("speed");

    assertThat(interlock("publish", "mesure").errors()).contains("measure");
  }

  @Test
  void wrongUsageIs2AndNoHostIs4() throws Exception {
    Ended usage = interlock("publsh", "metrics");
    assertThat(usage.status()).isEqualTo(2);
    assertThat(usage.errors()).contains("publsh").contains("publish");
    assertThat(interlock("schema", "during:measure").status()).isEqualTo(2);
    assertThat(interlock("listen", "--status", "99").status()).isEqualTo(2);
    Ended unreachable = interlock("publish", "metrics", "--url", "http://127.0.0.1:1");
    assertThat(unreachable.status()).isEqualTo(4);
    assertThat(unreachable.errors())
        .startsWith("no host answers at http://127.0.0.1:1;")
        .contains("interlock run");
    assertThat(interlock("webhooks", "list", "--url", "http://127.0.0.1:1").status()).isEqualTo(4);
  }

  @Test
  void webhooksListIsATable() throws Exception {
    interlock("publish", "metrics");
    await().until(() -> interlock.find(".*-> record .*204.*").isPresent());
    Ended ended = interlock("webhooks", "list");
    assertThat(ended.status()).isZero();
    List<String> lines = ended.output().lines().toList();
    assertThat(lines.getFirst()).matches("NAME +EVENTS +URL +MODE +STATE");
    assertThat(lines)
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "record +after:metrics +http://127\\.0\\.0\\.1:\\d+/… +memory +ok, 204 .*"
                            + " ago"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "window +before:promote +http://127\\.0\\.0\\.1:\\d+/… +fail-closed"
                            + " +\\S.*"));
    assertThat(
            Api.parse(interlock("webhooks", "list", "--output", "json").output())
                .path("webhooks")
                .size())
        .isEqualTo(3);
  }

  @Test
  void triggerSendsASampleAndADryRunShowsIt() throws Exception {
    int before = responder.requests().size();
    Ended dry = interlock("webhooks", "trigger", "after:metrics", "record", "--dry-run");
    assertThat(dry.status()).isZero();
    assertThat(dry.output())
        .startsWith("POST http://127.0.0.1:")
        .contains("X-Servo-Signature: REDACTED")
        .contains("\"after:metrics\"");
    assertThat(responder.requests()).hasSize(before);

    Ended sent = interlock("webhooks", "trigger", "after:metrics", "record");
    assertThat(sent.status()).as(sent.output() + sent.errors()).isZero();
    assertThat(sent.output()).startsWith("-> record  after:metrics  204  ");
    assertThat(responder.requests().size()).isGreaterThan(before);

    Ended vetoed = interlock("webhooks", "trigger", "before:promote", "window");
    assertThat(vetoed.output()).contains("verdict: cancel: not now");
    assertThat(interlock("webhooks", "trigger", "after:metrics", "nobody").status()).isEqualTo(1);
  }

  @Test
  void checkNamesWhatFailsWithTheRemedy() throws Exception {
    Ended ended = interlock("check");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .containsPattern("(?m)^ok    webhooks/record +\\S")
        .containsPattern(
            "(?m)^FAIL  webhooks/ledger +.*10\\.0\\.3\\.7.*private.*\n"
                + "      fix: .*allow_private: \\[10\\.0\\.3\\.7/32]")
        .containsPattern("(?m)^1 of \\d+ failed$");
  }

  @Test
  void listenVerifiesWhatArrives() throws Exception {
    List<String> command =
        List.of("listen", "--port", "0", "--secret", "env:HOOK_SECRET", "--cancel", "closed today");
    try (RunningInterlock listener =
        RunningInterlock.start(folder, Map.of("HOOK_SECRET", "s3cr3t"), command)) {
      String address =
          listener.awaitLine("Listening on (http://127\\.0\\.0\\.1:\\d+) +Ctrl-C stops").group(1);
      HttpResponse<String> unsigned = post(address, Map.of());
      assertThat(unsigned.statusCode()).isEqualTo(401);
      listener.awaitLine("  signature +REJECTED: there is none");

      HttpResponse<String> signed = post(address, Map.of("X-Servo-Signature", hmacSha1()));
      assertThat(signed.statusCode()).isEqualTo(200);
      assertThat(signed.headers().firstValue("Content-Type"))
          .hasValue("application/vnd.opsani.servo.errors.CancelEventError+json");
      assertThat(Api.parse(signed.body()).path("reason").asString()).isEqualTo("closed today");
      listener.awaitLine("  servo +verified");
      listener.awaitLine("  -> 200 veto");
      listener.stop();
      assertThat(listener.text()).doesNotContain("s3cr3t");
    }
  }

  private static HttpResponse<String> post(String address, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/hook")).POST(BodyPublishers.ofString(BODY));
    headers.forEach(request::header);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  private static String hmacSha1() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec("s3cr3t".getBytes(UTF_8), "HmacSHA1"));
    return HexFormat.of().formatHex(mac.doFinal(BODY.getBytes(UTF_8)));
  }

  @Test
  void aHostThatListensOnIpv6IsFoundByItsFile(@TempDir Path other) throws Exception {
    Files.writeString(
        other.resolve("webhooks.yaml"),
        "http: {host: \"::1\", port: " + FreePort.next() + "}\nwebhooks: []\n");
    try (RunningInterlock host = RunningInterlock.start(other, Map.of(), List.of("run"))) {
      host.awaitLine("  API +http://\\[::1]:\\d+");
      host.awaitLine("Next: .*");
      Ended ended = Distribution.built().run(other, "webhooks", "list");
      assertThat(ended.status()).as(ended.errors()).isZero();
      assertThat(ended.output()).startsWith("NAME");
    }
  }

  @Test
  void theHelpOfACommandThatCallsTheHostSaysHowToNameIt() throws Exception {
    for (String command : List.of("check", "publish")) {
      Ended ended = interlock(command, "--help");
      assertThat(ended.status()).isZero();
      assertThat(ended.output()).as(command).contains("--url");
    }
  }

  @Test
  void completionIsAScript() throws Exception {
    Ended ended = interlock("generate-completion");
    assertThat(ended.status()).isZero();
    assertThat(ended.output()).startsWith("#!/usr/bin/env bash").contains("_complete_interlock");
  }
}
