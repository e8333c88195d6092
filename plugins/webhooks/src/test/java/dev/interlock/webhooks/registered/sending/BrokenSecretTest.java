package dev.interlock.webhooks.registered.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.WebhooksConnector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registered webhook whose secret can't be opened stops none of the others, loses nothing, and
/// shows.
class BrokenSecretTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final Responder responder = Responder.start();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    responder.close();
  }

  private TestHost start() {
    return TestHost.with("webhooks", new WebhooksConnector())
        .folder(folder)
        .start("egress: {allow: [127.0.0.0/8, '::1/128']}\n");
  }

  private String send(TestHost host, String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(host.api() + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private static String id(String reply) {
    return reply.replaceAll("(?s).*?\"id\"\\s*:\\s*\"([^\"]+)\".*", "$1");
  }

  private String register(TestHost host, String name) throws Exception {
    return id(send(host, "POST", "/v1/webhooks", terms(name, "my-secret-token")));
  }

  private String terms(String name, String secret) {
    return """
    {"name":"%s","url":"%s","content_type":"application/json","valid_status_codes":[200],
     "secret_token":"%s","active":true,"max_delivery_attempts":50,
     "delivery_attempt_timeout":5,"retry_min_backoff":1,"retry_max_backoff":1}
    """
        .formatted(name, responder.url("/" + name), secret);
  }

  private void deliver(TestHost host, String webhook) throws Exception {
    String reply =
        send(
            host,
            "POST",
            "/v1/deliveries",
            "{\"webhook_id\":\"%s\",\"payload\":\"{}\"}".formatted(webhook));
    assertThat(reply).contains("\"webhook_id\"");
  }

  private void spoil(String webhook) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/interlock.db"));
        Statement statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "UPDATE webhooks_registered SET secret_sealed = 'nonsense' WHERE id = '"
                      + webhook
                      + "'"))
          .isEqualTo(1);
    }
  }

  @Test
  void stopsNoneOfTheOthersAndShowsUntilItIsSetAnew() throws Exception {
    responder.always(Reply.status(500));
    String broken;
    try (TestHost host = start()) {
      broken = register(host, "a-broken");
      String healthy = register(host, "b-healthy");
      deliver(host, broken);
      deliver(host, healthy);
      await().atMost(SOON).until(() -> responder.requests().size() >= 2);
    }
    spoil(broken);
    responder.always(Reply.status(200));
    int before = responder.requests().size();

    try (TestHost host = start()) {
      await()
          .atMost(SOON)
          .until(
              () ->
                  responder.requests().stream()
                      .skip(before)
                      .anyMatch(request -> request.target().equals("/b-healthy")));
      assertThat(send(host, "GET", "/readyz", ""))
          .contains("\"degraded\"", "webhooks/" + broken, "a-broken can't be sent to");
      assertThat(send(host, "GET", "/v1/deliveries?webhook_id=" + broken, ""))
          .contains("\"pending\"");

      send(host, "PUT", "/v1/webhooks/" + broken, terms("a-broken", "another-secret"));
      await()
          .atMost(SOON)
          .until(
              () ->
                  responder.requests().stream()
                      .skip(before)
                      .anyMatch(request -> request.target().equals("/a-broken")));
      assertThat(send(host, "GET", "/readyz", "")).doesNotContain(broken);
    }
  }
}
