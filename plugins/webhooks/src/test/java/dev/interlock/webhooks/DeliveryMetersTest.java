package dev.interlock.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.request.DeliveryId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What `/metrics` says of deliveries, whichever way they came.
class DeliveryMetersTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path DOCUMENTED = Path.of("../../docs/operations.md");
  private static final Pattern NAME = Pattern.compile("(?m)^# TYPE (interlock_\\w+) ");

  @TempDir private Path folder;
  private final Responder responder = Responder.start();
  private final HttpClient client = HttpClient.newHttpClient();
  private TestHost host;

  @BeforeEach
  void start() {
    responder.always(Reply.status(200));
    host =
        TestHost.with("webhooks", new WebhooksConnector())
            .folder(folder)
            .start(
                """
                egress: {allow: [127.0.0.0/8, '::1/128']}
                webhooks:
                  hooks:
                    - {name: filed, events: after:check, url: 'URL', secret: s, delivery: durable}
                  compat: {relay: {auth: none}}
                """
                    .replace("URL", responder.url("/filed").toString()));
  }

  @AfterEach
  void close() {
    client.close();
    host.close();
    responder.close();
  }

  private JsonNode post(String path, ObjectNode body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(host.api() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
  }

  private String scrape() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(host.api() + "/metrics")).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private void deliver(String webhook) throws Exception {
    post("/v1/deliveries", JSON.createObjectNode().put("webhook_id", webhook).put("payload", "{}"));
  }

  private String register() throws Exception {
    ObjectNode terms =
        JSON.createObjectNode()
            .put("name", "ledger")
            .put("url", responder.url("/registered").toString())
            .put("content_type", "application/json")
            .put("secret_token", "my-secret-token")
            .put("active", true)
            .put("max_delivery_attempts", 1)
            .put("delivery_attempt_timeout", 5)
            .put("retry_min_backoff", 1)
            .put("retry_max_backoff", 1);
    terms.putArray("valid_status_codes").add(200);
    return post("/v1/webhooks", terms).path("id").asString();
  }

  private String forward() throws Exception {
    JsonNode destination =
        post("/destinations", JSON.createObjectNode().put("url", "" + responder.url("/to")));
    post(
        "/messages",
        JSON.createObjectNode()
            .put("destination", destination.path("id").asLong())
            .put("contentType", "text/plain")
            .put("msgBody", "m"));
    return "relay-" + destination.path("id").asLong();
  }

  @Test
  void deliveriesOfTheFileOfTheApiAndOfTheForwarderAreInOneFamily() throws Exception {
    String registered = register();
    deliver(registered);
    deliver(DeliveryId.ofWebhook("filed"));
    List<String> targets = List.of("filed", registered, forward());

    for (String target : targets) {
      await()
          .atMost(SOON)
          .until(
              () ->
                  scrape()
                      .contains(
                          "interlock_delivery_ended_total{state=\"delivered\",target=\"webhooks/"
                              + target
                              + "\"} 1"));
      assertThat(scrape())
          .contains(
              "interlock_delivery_attempts_total{result=\"delivered\",target=\"webhooks/"
                  + target
                  + "\"} 1")
          .contains("interlock_delivery_waiting{target=\"webhooks/" + target + "\"}");
    }
  }

  @Test
  void everyNameIsDocumented() throws Exception {
    deliver(register());
    await().atMost(SOON).until(() -> scrape().contains("interlock_delivery_ended_total"));
    String documented = Files.readString(DOCUMENTED);
    Set<String> missing =
        NAME.matcher(scrape())
            .results()
            .map((MatchResult found) -> found.group(1).replaceFirst("_max$", ""))
            .filter(name -> !documented.contains("`" + name))
            .collect(Collectors.toSet());

    assertThat(missing).isEmpty();
  }
}
