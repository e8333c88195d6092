package dev.interlock.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls the API of a running host as any HTTP client would. Thread-safe.
record Api(URI base) {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// What came back.
  record Answer(int status, java.net.http.HttpHeaders headers, String text) {
    JsonNode json() {
      return MAPPER.readTree(text);
    }

    String type() {
      return headers.firstValue("Content-Type").orElse("");
    }
  }

  Answer get(String path, String... headers) throws IOException, InterruptedException {
    return send("GET", path, null, headers);
  }

  /// Publishes without an input.
  Answer publish(String event) throws IOException, InterruptedException {
    return publish(event, "");
  }

  Answer publish(String event, String input, String... headers)
      throws IOException, InterruptedException {
    return send("POST", "/v1/events/" + event, input, headers);
  }

  /// @throws java.net.http.HttpTimeoutException where no answer came in time
  Answer publish(String event, String input, Duration atMost)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(base.resolve("/v1/events/" + event))
            .timeout(atMost)
            .setHeader("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(input))
            .build());
  }

  /// @param headers names and values, one after the other
  Answer send(
      String method, String path, @org.jspecify.annotations.Nullable String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.setHeader("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  private static Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  /// Sends a request head as it stands, and gives the status line: for headers that a client won't
  /// send.
  String statusLineOf(String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write((head.replace("\n", "\r\n") + "\r\n\r\n").getBytes(UTF_8));
      String reply = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return reply.lines().findFirst().orElse("");
    }
  }

  static JsonNode parse(String json) {
    return MAPPER.readTree(json);
  }
}
