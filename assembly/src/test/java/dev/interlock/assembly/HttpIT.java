package dev.interlock.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.Api.Answer;
import dev.interlock.assembly.Distribution.Ended;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The HTTP API of one running host: publishing in every way that it can end, and who may not.
class HttpIT {

  /// `greet` vetoes, throws and answers as it is asked; `hold` holds until it is interrupted.
  private static final String PROBE =
      """
        public record Name(@jakarta.validation.constraints.NotBlank String name) {}
        public record Text(String text) {}
        static final Event<Name, Text> GREET = Event.of("greet", Name.class, Text.class).describedAs("Says hello.");
        static final Event<Void, Text> HOLD = Event.of("hold", Void.class, Text.class).concurrent();
        @Override public List<Event<?, ?>> events() { return List.of(GREET, HOLD); }
        @Override public void start(ConnectorContext context) {
          context.events().before(GREET, name -> name.name().equals("nobody")
              ? Decision.cancel("nobody to greet") : Decision.proceed(), HandlerOptions.named("manners"));
          context.events().on(GREET, name -> {
            if (name.name().equals("trouble")) throw new IllegalStateException("lost my voice");
            return new Text("Hello, " + name.name());
          });
          context.events().on(HOLD, nothing -> {
            new java.util.concurrent.CountDownLatch(1).await();
            return new Text("never");
          });
        }
      """;

  @TempDir static Path folder;
  private static Responder target;
  private static RunningInterlock interlock;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    target = Responder.start().always(Reply.status(200));
    Path plugins = PluginJar.folder(folder, "tuning", "webhooks");
    PluginJar.write(plugins, "probe", PROBE);
    Files.writeString(plugins.resolve("broken.jar"), "this is no JAR");
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        """
        plugins: {optional: [demo, broken.jar]}
        tuning: {measure: {url: '%s', rate: 100/s, concurrency: 4}}
        """
            .formatted(target.url("/load")));
    interlock = RunningInterlock.run(folder, "--plugins", plugins.toString());
    api = new Api(interlock.api());
  }

  @AfterAll
  static void stop() {
    interlock.close();
    target.close();
  }

  @Test
  void completedIs200WithResults() throws Exception {
    Answer answer = api.publish("greet", "{\"name\": \"Ada\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.type()).startsWith("application/json");
    JsonNode json = answer.json();
    assertThat(json.path("id").asString()).startsWith("evt_");
    assertThat(json.path("status").asString()).isEqualTo("completed");
    assertThat(json.path("results"))
        .isEqualTo(Api.parse("[{\"connector\":\"probe\",\"value\":{\"text\":\"Hello, Ada\"}}]"));
  }

  @Test
  void cancelledIs409WithReasonAndWho() throws Exception {
    Answer answer = api.publish("greet", "{\"name\": \"nobody\"}");
    assertThat(answer.status()).isEqualTo(409);
    JsonNode json = answer.json();
    assertThat(json.path("status").asString()).isEqualTo("cancelled");
    assertThat(json.path("reason").asString()).isEqualTo("nobody to greet");
    assertThat(json.path("cancelled_by").asString()).isEqualTo("probe/manners");
  }

  @Test
  void failedIs500WithErrors() throws Exception {
    Answer answer = api.publish("greet", "{\"name\": \"trouble\"}");
    assertThat(answer.status()).isEqualTo(500);
    JsonNode json = answer.json();
    assertThat(json.path("status").asString()).isEqualTo("failed");
    assertThat(json.path("errors").path(0).path("connector").asString()).isEqualTo("probe");
    assertThat(json.path("errors").path(0).path("error").asString()).contains("lost my voice");
  }

  @Test
  void invalidIs422NamingTheField() throws Exception {
    Answer answer = api.publish("greet", "{\"name\": \" \"}");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.json().path("errors").path(0).path("path").asString()).isEqualTo("name");

    Answer metric = api.publish("measure", "{\"metrics\": [\"througput\"]}");
    assertThat(metric.status()).isEqualTo(422);
    assertThat(metric.text()).contains("metrics[0]").contains("througput");
  }

  @Test
  void brokenJsonIs400AndAnotherTypeIs415() throws Exception {
    assertThat(api.publish("greet", "{\"name\": ").status()).isEqualTo(400);
    assertThat(
            api.publish("greet", "name=Ada", "Content-Type", "application/x-www-form-urlencoded")
                .status())
        .isEqualTo(415);
    Answer deep = api.publish("greet", "{\"name\": " + "[".repeat(100) + "]".repeat(100) + "}");
    assertThat(deep.status()).isEqualTo(422);
    assertThat(deep.text()).contains("beyond the limits");
  }

  @Test
  void anUnknownEventIs404AndANoticeIs403() throws Exception {
    Answer unknown = api.publish("mesure", "{}");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().path("detail").asString()).contains("mesure").contains("measure");
    assertThat(api.publish("cancelled", "{}").status()).isEqualTo(403);
  }

  @Test
  void tooManyAtOnceIs503AndDeleteFreesThem() throws Exception {
    List<String> held = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      Answer answer = api.publish("hold", "", "Prefer", "respond-async");
      assertThat(answer.status()).isEqualTo(202);
      held.add(answer.headers().firstValue("Location").orElseThrow());
    }
    Answer refused = api.publish("hold", "", "Prefer", "respond-async");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    for (String location : held) {
      assertThat(api.send("DELETE", location, null).status()).isIn(200, 202);
    }
    for (String location : held) {
      await().until(() -> api.get(location).json().path("status").asString().equals("failed"));
    }
    assertThat(api.get(held.getFirst()).json().path("errors").toString()).contains("aborted");
  }

  @Test
  void anAbortedMeasureStopsItsLoadAtOnce() throws Exception {
    Answer accepted =
        api.publish("measure", "{\"control\": {\"duration\": \"10m\"}}", "Prefer", "respond-async");
    assertThat(accepted.status()).isEqualTo(202);
    String location = accepted.headers().firstValue("Location").orElseThrow();
    await().atMost(Duration.ofSeconds(20)).until(() -> target.requests().size() > 50);
    assertThat(api.get(location).json().path("status").asString()).isEqualTo("running");

    api.send("DELETE", location, null);
    String progress = api.get(location + "/progress").text();
    assertThat(progress).contains("event: end").contains("aborted");
    int sent = target.requests().size();
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(5))
        .until(() -> target.requests().size() <= sent + 4);
  }

  @Test
  void progressIsStreamedUntilTheEnd() throws Exception {
    Answer accepted =
        api.publish("measure", "{\"control\": {\"duration\": \"2s\"}}", "Prefer", "respond-async");
    String stream =
        api.get(accepted.headers().firstValue("Location").orElseThrow() + "/progress").text();
    assertThat(stream)
        .startsWith("event: state\n")
        .contains("event: progress\n")
        .contains("event: end\n");
    assertThat(stream.substring(stream.lastIndexOf("event: end")))
        .contains("\"completed\"")
        .contains("throughput");
  }

  @Test
  void eventsAndTheirSchemasAreListed() throws Exception {
    JsonNode events = api.get("/v1/events").json().path("events");
    assertThat(events.valueStream().map(event -> event.path("name").asString()))
        .contains("measure", "adjust", "greet", "startup", "delivery_failed");
    JsonNode greet =
        events
            .valueStream()
            .filter(event -> event.path("name").asString().equals("greet"))
            .findFirst()
            .orElseThrow();
    assertThat(greet.path("defined_by").asString()).isEqualTo("probe");
    assertThat(greet.path("description").asString()).isEqualTo("Says hello.");
    assertThat(greet.path("handlers").toString()).contains("probe/manners");

    Answer schema = api.get("/v1/events/greet/schema?preposition=after");
    assertThat(schema.type()).startsWith("application/schema+json");
    assertThat(schema.json().path("$schema").asString())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
  }

  @Test
  void aPluginThatCouldNotLoadDegradesReadinessOnly() throws Exception {
    Answer ready = api.get("/readyz");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.json().path("status").asString()).isEqualTo("degraded");
    assertThat(ready.json().path("degraded").path(0).path("subject").asString())
        .isEqualTo("plugins/broken.jar");
    assertThat(api.get("/healthz").status()).isEqualTo(200);
  }

  @Test
  void metricsArePrometheusText() throws Exception {
    api.publish("greet", "{\"name\": \"Ada\"}");
    Answer metrics = api.get("/metrics");
    assertThat(metrics.type()).startsWith("text/plain");
    assertThat(metrics.text())
        .containsPattern(
            "interlock_events_total\\{event=\"greet\",outcome=\"completed\"[^}]*} [1-9]");
    assertThat(api.get("/openapi.json").json().path("paths").has("/v1/events/{name}")).isTrue();
  }

  @Test
  void aWebPageCanNotDriveIt() throws Exception {
    String body = "{\"name\": \"Ada\"}";
    assertThat(api.publish("greet", body, "Origin", "https://evil.example").status())
        .isEqualTo(403);
    assertThat(api.publish("greet", body, "Origin", "null").status()).isEqualTo(403);
    assertThat(api.publish("greet", body, "Sec-Fetch-Site", "cross-site").status()).isEqualTo(403);
    assertThat(api.publish("greet", body, "Content-Type", "text/plain").status()).isEqualTo(415);
    assertThat(
            api.statusLineOf("GET /v1/events HTTP/1.1\nHost: rebound.example\nConnection: close"))
        .contains(" 421 ");
    assertThat(api.statusLineOf("GET /v1/events HTTP/1.1\nHost: 127.0.0.1:1\nConnection: close"))
        .contains(" 421 ");
    assertThat(
            api.statusLineOf(
                "GET /v1/events HTTP/1.1\nHost: localhost:%d\nConnection: close"
                    .formatted(api.base().getPort())))
        .contains(" 200 ");
    Answer preflight =
        api.send(
            "OPTIONS",
            "/v1/events/greet",
            null,
            "Origin",
            api.base().toString(),
            "Access-Control-Request-Method",
            "POST");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void aBusyPortNamesTheAddressAndTheWayOut() throws Exception {
    Path plugins = folder.resolve("plugins");
    Ended ended =
        Distribution.built()
            .run(
                folder,
                "run",
                "--plugins",
                plugins.toString(),
                "--port",
                Integer.toString(api.base().getPort()));
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors()).contains("127.0.0.1:" + api.base().getPort()).contains("--port");
    assertThat(api.get("/healthz").status()).isEqualTo(200);
  }

  @Test
  void anAddressForOthersNeedsAKey() throws Exception {
    Ended ended =
        Distribution.built()
            .run(folder, "run", "--set", "http.host=0.0.0.0", "--set", "http.port=0");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors())
        .contains("0.0.0.0")
        .contains("api_keys: [{name: ops, key: \"${env:OPS_KEY}\"");
  }

  @Test
  void tooLargeABodyIs413() throws Exception {
    String large =
        "{\"name\": \"" + new String(new byte[2 << 20], UTF_8).replace('\0', 'x') + "\"}";
    assertThat(api.publish("greet", large).status()).isEqualTo(413);
  }
}
