package dev.interlock.webhooks.route;

import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.WebhooksConnector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A host that serves the delivery API, and a client of it.
final class ApiHost implements AutoCloseable {

  static final String ALLOW_LOOPBACK = "egress: {allow: [127.0.0.0/8, '::1/128']}\n";
  static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final TestHost host;

  ApiHost(Path folder, String yaml) {
    this.host = TestHost.with("webhooks", new WebhooksConnector()).folder(folder).start(yaml);
  }

  static ApiHost start(Path folder) {
    return new ApiHost(folder, ALLOW_LOOPBACK);
  }

  /// @param json a missing node where there is none
  record Answer(HttpResponse<String> http, JsonNode json) {
    int status() {
      return http.statusCode();
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    String text(String field) {
      return json.path(field).asString("");
    }
  }

  Answer call(URI base, String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
    return new Answer(
        response, json ? JSON.readTree(response.body()) : JSON.createObjectNode().path("none"));
  }

  Answer get(String path) throws Exception {
    return call(host.api(), "GET", path, "");
  }

  Answer send(String method, String path, String body, String... further) throws Exception {
    String[] headers = new String[further.length + 2];
    headers[0] = "Content-Type";
    headers[1] = "application/json";
    System.arraycopy(further, 0, headers, 2, further.length);
    return call(host.api(), method, path, body, headers);
  }

  Answer post(String path, String body, String... further) throws Exception {
    return send("POST", path, body, further);
  }

  URI api() {
    return host.api();
  }

  /// The README's webhook.
  static ObjectNode terms(URI url) {
    ObjectNode terms = JSON.createObjectNode();
    terms.put("name", "Httpbin Post").put("url", url.toString());
    terms.put("content_type", "application/json");
    terms.putArray("valid_status_codes").add(200).add(201);
    return terms
        .put("secret_token", "my-secret-token")
        .put("active", true)
        .put("max_delivery_attempts", 5)
        .put("delivery_attempt_timeout", 5)
        .put("retry_min_backoff", 10)
        .put("retry_max_backoff", 60);
  }

  /// Registers it and gives its id.
  String register(ObjectNode terms) throws Exception {
    Answer made = post("/v1/webhooks", terms.toString());
    if (made.status() != 201) {
      throw new AssertionError(made.http.body());
    }
    return made.text("id");
  }

  String deliver(String webhook, String payload) throws Exception {
    Answer made = post("/v1/deliveries", delivery(webhook, payload));
    if (made.status() != 201) {
      throw new AssertionError(made.http.body());
    }
    return made.text("id");
  }

  static String delivery(String webhook, String payload) {
    return JSON.createObjectNode().put("webhook_id", webhook).put("payload", payload).toString();
  }

  static String unknown() {
    return UUID.randomUUID().toString();
  }

  @Override
  public void close() {
    client.close();
    host.close();
  }
}
