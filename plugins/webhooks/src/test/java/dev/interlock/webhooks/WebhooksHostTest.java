package dev.interlock.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.api.Outcome;
import dev.interlock.api.Outcome.Cancelled;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.api.Outcome.Failed;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.observation.WebhookEvents;
import dev.interlock.webhooks.observation.WebhookEvents.DeliveryFailed;
import jakarta.validation.constraints.NotBlank;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The connector in a host, over real sockets.
class WebhooksHostTest {

  public record Greeting(@NotBlank String name) {}

  public record Answer(String text) {}

  static final Event<Greeting, Answer> GREET = Event.of("greet", Greeting.class, Answer.class);

  /// Something to hook.
  static final class Greeter implements Connector {
    @Override
    public List<Event<?, ?>> events() {
      return List.of(GREET);
    }

    @Override
    public void start(ConnectorContext context) {
      context.events().on(GREET, greeting -> new Answer("Hello " + greeting.name()));
    }
  }

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final JsonMapper JSON = new JsonMapper();

  private final Responder responder = Responder.start();
  private TestHost host;

  /// `keys` of one webhook named `hook`.
  private void start(String keys) {
    startFile("webhooks: [{name: hook, url: 'URL', secret: s3cr3t, " + keys + "}]");
  }

  private void startFile(String file) {
    host =
        TestHost.with("greeter", new Greeter())
            .and("webhooks", new WebhooksConnector())
            .start(file.replace("URL", responder.url("/in?token=x").toString()));
  }

  @AfterEach
  void close() {
    if (host != null) {
      host.close();
    }
    responder.close();
  }

  private Outcome<Answer> greet(String name) {
    return host.events().publish(GREET, new Greeting(name));
  }

  private JsonNode call(String method, String path, String body) throws Exception {
    return JSON.readTree(exchange(method, path, body).body());
  }

  private HttpResponse<String> exchange(String method, String path, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(host.api().resolve(path))
              .header("Content-Type", "application/json")
              .method(
                  method,
                  body.isEmpty()
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private JsonNode trigger(String keys) throws Exception {
    return call("POST", "/v1/webhooks/trigger", "{\"hook\":\"after:greet\"," + keys + "}");
  }

  @Test
  void anAfterWebhookIsToldWhatHappened() throws Exception {
    start("events: [after:greet]");

    assertThat(greet("Ada")).isInstanceOf(Completed.class);
    ReceivedRequest request = responder.take(SOON);
    JsonNode body = JSON.readTree(request.body());
    assertThat(body.path("event").asString()).isEqualTo("after:greet");
    assertThat(body.path("parameters").path("name").asString()).isEqualTo("Ada");
    assertThat(body.at("/results/0/value/text").asString()).isEqualTo("Hello Ada");
    assertThat(body.path("outcome").asString()).isEqualTo("completed");
    assertThat(request.target()).isEqualTo("/in?token=x");
    assertThat(request.header("webhook-signature")).isPresent();
    assertThat(request.header("interlock-hops")).hasValue("1");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode hook = call("GET", "/v1/webhooks", "").at("/webhooks/0");
              assertThat(hook.path("mode").asString()).isEqualTo("memory");
              assertThat(hook.path("last_status").asInt()).isEqualTo(204);
              assertThat(hook.path("state").asString()).startsWith("ok, 204 ");
              assertThat(hook.path("url").asString()).endsWith("/in");
            });
  }

  @Test
  void aBeforeWebhookMayVeto() {
    start("events: before:greet");
    responder.always(Reply.veto("only between midnight and 3am"));

    assertThat(greet("Ada"))
        .isInstanceOfSatisfying(
            Cancelled.class,
            cancelled -> {
              assertThat(cancelled.veto().by()).isEqualTo("webhooks/hook");
              assertThat(cancelled.veto().reason()).isEqualTo("only between midnight and 3am");
            });
  }

  @Test
  void aBeforeWebhookThatFailsFailsTheEvent() {
    start("events: before:greet, backoff: false");
    responder.always(Reply.status(500));

    assertThat(greet("Ada"))
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.errors().toString()).contains("webhooks/hook", "status_5xx"));
  }

  @Test
  void silenceIsATimeoutAtTheEventsDeadline() {
    startFile(
        """
        events: {greet: {before_deadline: 500ms}}
        webhooks: [{name: hook, events: before:greet, url: 'URL', secret: s, on_failure: {timeout: cancel}}]
        """);
    responder.always(new Reply.Silent());

    assertThat(greet("Ada")).isInstanceOf(Cancelled.class);
  }

  @Test
  void aMutatingWebhookReplacesTheInput() {
    start("events: before:greet, mutate: true");
    responder.always(
        Reply.status(200)
            .body(
                "application/vnd.opsani.servo-webhooks+json",
                "{\"parameters\":{\"name\":\"Lady Ada\"}}"));

    assertThat(greet("Ada"))
        .isInstanceOfSatisfying(
            Completed.class,
            completed -> assertThat(completed.results().toString()).contains("Hello Lady Ada"));
  }

  @Test
  void aGivenUpDeliveryIsANoticeAndANoticeThatFailsIsNone() throws Exception {
    startFile(
        """
        webhooks:
          - {name: record, events: after:greet, url: 'URL', secret: s, backoff: false}
          - {name: alarm, events: after:delivery_failed, url: 'URL', secret: s, backoff: false}
        """);
    responder.always(Reply.status(404));
    LinkedBlockingQueue<DeliveryFailed> failures = new LinkedBlockingQueue<>();
    host.events().after(WebhookEvents.DELIVERY_FAILED, told -> failures.add(told.input()));
    greet("Ada");

    DeliveryFailed failure = failures.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(failure.webhook()).isEqualTo("record");
    assertThat(failure.cause()).isEqualTo("status_4xx");
    await().atMost(SOON).until(() -> responder.requests().size() == 2);
    assertThat(failures.poll(300, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void stoppingDeliversWhatWaits() {
    start("events: after:greet");
    responder.always(new Reply.Delayed(Duration.ofMillis(200), Reply.status(204)));
    for (int i = 0; i < 20; i++) {
      greet("Ada " + i);
    }
    host.close();

    assertThat(responder.requests()).hasSize(20);
  }

  @Test
  void theSeedsFormsLoad() throws Exception {
    startFile(
        """
        webhooks:
          - name: my_measure_handler # Optional. Name of the webhook.
            description: Store measurement info into Elastic Search.
            events:
            - after:greet
            url: https://example.com/webhooks # Required. Format: [URL]
            secret: s3cr3t
            headers: # Optional, Dict[str, str]
              - name: x-some-header
                value: some value
            backoff: # Optional. Setting to `false` disables retries.
              max_tries: 3
              max_time: 5m
        """);

    assertThat(call("GET", "/v1/webhooks", "").at("/webhooks/0/name").asString())
        .isEqualTo("my_measure_handler");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {events: on:greet, url: 'https://a.example', secret: s}                    | events      | webhooks hook before or after
          {events: after:gret, url: 'https://a.example', secret: s}                  | events      | after:greet
          {events: after:greet, url: 'https://a.example'}                            | secret      | required
          {events: after:greet, url: 'https://a.example', secret: s, rate: 5/h}      | rate        | expected a rate
          {events: after:greet, url: 'https://a.example', secret: s, when: 'body.'}  | when        | column 6
          {events: after:greet, url: 'https://a.example', secret: s, ordered: 'x'}   | ordered     | undeclared reference
          {events: before:greet, url: 'https://a.example', secret: s, poison: park}  | poison      | after only
          {events: after:greet, url: 'https://a.example', secret: s, backof: false}  | backof      | did you mean backoff
          {events: after:greet, url: 'https://a.example', secret: s, headers: {Host: x}} | headers | reserved
          """)
  void whatIsWrongIsSaidWhereItStands(String hook, String key, String message) {
    assertThatThrownBy(() -> startFile("webhooks: [" + hook + "]"))
        .isInstanceOf(InterlockException.class)
        .hasMessageContaining("webhooks[0]." + key)
        .hasMessageContaining(message);
  }

  @Test
  void triggerSendsASample() throws Exception {
    start("events: after:greet");

    JsonNode report = trigger("\"target\":\"hook\",\"data\":{\"name\":\"Grace\"}");
    assertThat(report.path("ok").asBoolean()).isTrue();
    assertThat(report.path("status").asInt()).isEqualTo(204);
    assertThat(JSON.readTree(responder.take(SOON).body()).at("/parameters/name").asString())
        .isEqualTo("Grace");
  }

  @Test
  void aDryRunShowsTheRequestAndSendsNothing() throws Exception {
    start("events: after:greet, headers: {x-team: core}");

    JsonNode report = trigger("\"target\":\"hook\",\"dry_run\":true");
    assertThat(report.at("/request/body/event").asString()).isEqualTo("after:greet");
    assertThat(report.toString())
        .contains("\"x-team\"", "\"webhook-signature\"", "REDACTED")
        .doesNotContain("core", "token=x", "v1,");
    assertThat(responder.requests()).isEmpty();
  }

  @Test
  void aUrlThatComesOverTheApiMayNotBeLoopback() throws Exception {
    start("events: after:greet");

    JsonNode report = trigger("\"target\":\"" + responder.url("/in") + "\"");
    assertThat(report.path("cause").asString()).isEqualTo("guard");
    assertThat(responder.requests()).isEmpty();
  }

  @Test
  void whatCantBeDoneIsAProblem() throws Exception {
    start("events: after:greet");

    assertThat(trigger("\"target\":\"hok\"").path("status").asInt()).isEqualTo(404);
    assertThat(exchange("POST", "/v1/webhooks/hok/pause", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void checkSaysWhatToDoAboutAPrivateAddress() {
    startFile(
        """
        webhooks:
          - {name: near, events: after:greet, url: 'URL', secret: s}
          - {name: ledger, events: after:greet, url: 'http://10.0.3.7/in', secret: s}
        """);

    assertThat(host.events().publish(HostEvents.CHECK))
        .isInstanceOfSatisfying(
            Completed.class,
            completed ->
                assertThat(completed.results().toString())
                    .contains("subject=webhooks/near, ok=true")
                    .contains("subject=webhooks/ledger, ok=false")
                    .contains("remedy=allow_private: [10.0.3.7/32]"));
  }

  @Test
  void publishesThePublicKeysOfEd25519WebhooksAndNoSecret() throws Exception {
    String key =
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    startFile(
        "webhooks: [{name: hook, url: 'URL', events: 'after:greet', signing: ed25519, signing_key:"
            + " '"
            + key
            + "'},"
            + " {name: other, url: 'URL', events: 'after:greet', secret: s3cr3t}]");

    JsonNode keys = call("GET", "/.well-known/jwks.json", "").path("keys");

    assertThat(keys).hasSize(1);
    assertThat(keys.get(0).path("x").asString())
        .isEqualTo("1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4");
    assertThat(keys.get(0).path("crv").asString()).isEqualTo("Ed25519");
    assertThat(keys.get(0).has("d")).isFalse();
  }
}
