package dev.interlock.webhooks.relay;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.api.delivery.AttemptFilter;
import dev.interlock.api.delivery.AttemptView;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.delivery.DeliveryFilter;
import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.api.delivery.Page;
import dev.interlock.testkit.TestHost;
import dev.interlock.webhooks.WebhooksConnector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A host that serves the forwarder's API, a client of it, and a look at its deliveries.
final class RelayHost implements AutoCloseable {

  static final String ALLOW_LOOPBACK = "egress: {allow: [127.0.0.0/8, '::1/128']}\n";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Page ALL = new Page(0, 0, 1000, true, true);

  private final Watched connector = new Watched();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final TestHost host;

  /// @param folder where the file and the store are
  /// @param further what stands in the file beside the API
  RelayHost(Path folder, String further, InstantSource clock) {
    this.host =
        TestHost.with("webhooks", connector)
            .folder(folder)
            .clock(clock)
            .start(further + "webhooks: {compat: {relay: {auth: none}}}\n");
  }

  static RelayHost start(Path folder) {
    return new RelayHost(folder, ALLOW_LOOPBACK, InstantSource.system());
  }

  /// @param json null for no body
  record Answer(HttpResponse<String> http, JsonNode json) {
    int status() {
      return http.statusCode();
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }
  }

  Answer call(String method, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(host.api() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
    return new Answer(response, json ? JSON.readTree(response.body()) : JSON.nullNode());
  }

  Answer get(String path) throws Exception {
    return call("GET", path, "");
  }

  Answer post(String path, String body) throws Exception {
    return call("POST", path, body);
  }

  /// Gives its id.
  long destination(URI url) throws Exception {
    Answer made = post("/destinations", JSON.createObjectNode().put("url", "" + url).toString());
    if (made.status() != 201) {
      throw new AssertionError(made.http.body());
    }
    return made.json.path("id").asLong();
  }

  Answer message(long destination, String body) throws Exception {
    return message(destination, "text/plain", body);
  }

  Answer message(long destination, String type, String body) throws Exception {
    return post(
        "/messages",
        JSON.createObjectNode()
            .put("destination", destination)
            .put("contentType", type)
            .put("msgBody", body)
            .toString());
  }

  URI api() {
    return host.api();
  }

  Deliveries deliveries() {
    return connector.context.deliveries();
  }

  /// Every delivery there is of a destination, whatever became of it, oldest first.
  List<DeliveryView> kept(long destination) {
    return deliveries()
        .list(new DeliveryFilter("relay-" + destination, java.util.Set.of(), null, null), ALL);
  }

  List<AttemptView> attempts(long destination) {
    return deliveries()
        .attempts(new AttemptFilter("relay-" + destination, null, null, null, null), ALL);
  }

  @Override
  public void close() {
    client.close();
    host.close();
  }

  /// Keeps the connector's context.
  private static final class Watched implements Connector {
    private final WebhooksConnector watched = new WebhooksConnector();
    private volatile ConnectorContext context;

    @Override
    public List<Event<?, ?>> events() {
      return watched.events();
    }

    @Override
    public Class<?> configuration() {
      return watched.configuration();
    }

    @Override
    public void start(ConnectorContext given) {
      context = given;
      watched.start(given);
    }

    @Override
    public void stop() throws Exception {
      watched.stop();
    }
  }
}
