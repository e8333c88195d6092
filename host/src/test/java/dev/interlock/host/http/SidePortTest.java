package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.InterlockException;
import dev.interlock.api.Json;
import dev.interlock.api.Registration;
import dev.interlock.api.http.Listener;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteStyle;
import dev.interlock.api.http.Routes;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A connector's own port, and what its routes may have of their own on any port.
class SidePortTest {

  private static final ByteSize KIB = new ByteSize(1024);
  private static final RouteStyle OWN =
      new RouteStyle(Map.of("X-Frame-Options", "DENY"), true, true);

  private final TestServer server = TestServer.withKeys(TestServer.key("ops", "read", "manage"));

  @AfterEach
  void close() {
    server.close();
  }

  private Listener listen(int port) {
    return server
        .routes("a")
        .listen(new ListenerSettings("127.0.0.1", port, "webhooks.compat.x.port", OWN));
  }

  private static RawClient.Response call(int port, String method, String path, String... headers)
      throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    boolean host = String.join("", headers).contains("Host:");
    if (!host) {
      request.append("Host: 127.0.0.1:").append(port).append("\r\n");
    }
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return RawClient.exchange(port, request + "Connection: close\r\n\r\n");
  }

  @Test
  void asksForNoKeyAndHasOnlyItsOwnRoutes() throws Exception {
    Listener listener = listen(0);
    listener
        .routes()
        .route("GET", "/own", Scope.MANAGE, KIB, request -> RouteReply.json(200, Json.of("{}")));

    assertThat(call(listener.port(), "GET", "/own").status()).isEqualTo(200);
    assertThat(call(listener.port(), "GET", "/v1/events").status()).isEqualTo(404);
    assertThat(server.get("/own").statusCode()).isEqualTo(401);
  }

  @Test
  void keepsBrowsersOutAsTheHostsPortDoes() throws Exception {
    Listener listener = listen(0);
    listener.routes().route("POST", "/own", Scope.MANAGE, KIB, request -> RouteReply.empty(204));

    assertThat(call(listener.port(), "POST", "/own", "Host: evil.example").status()).isEqualTo(421);
    assertThat(call(listener.port(), "POST", "/own", "Origin: http://evil.example").status())
        .isEqualTo(403);
  }

  @Test
  void aRouteMayRefuseMediaWithoutABodyAndTakeATrailingSlash() throws Exception {
    Listener listener = listen(0);
    listener
        .routes()
        .route(
            "POST",
            "/own",
            Scope.MANAGE,
            KIB,
            request -> RouteReply.empty(204).with("X-Mark", "1"));

    RawClient.Response refused = call(listener.port(), "POST", "/own", "Content-Type: text/plain");
    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.body()).isEmpty();
    assertThat(refused.header("X-Frame-Options")).isEqualTo("DENY");
    RawClient.Response taken =
        call(listener.port(), "POST", "/own/", "Content-Type: application/json");
    assertThat(taken.status()).isEqualTo(204);
    assertThat(taken.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(taken.header("X-Mark")).isEqualTo("1");
    assertThat(call(listener.port(), "GET", "/nothing").header("X-Frame-Options"))
        .isEqualTo("DENY");
  }

  @Test
  void closesWithItsConnectorAndCanBeOpenedAgain() throws Exception {
    int port = listen(0).port();
    server.stage("a").close();

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> call(port, "GET", "/"));
    assertThat(listen(port).port()).isEqualTo(port);
  }

  @Test
  void aBusyPortIsNamedWithItsKeyInTheFile() {
    assertThatExceptionOfType(InterlockException.class)
        .isThrownBy(() -> listen(server.port()))
        .withMessageContaining(":" + server.port())
        .withMessageContaining("webhooks.compat.x.port");
  }

  @Test
  void whatConnectorsDescribeIsPartOfTheDocumentWhileTheyAreThere() throws Exception {
    Routes routes = server.routes("a");
    String described =
        """
        {"paths": {"/own": {"get": {"summary": "Its own.", "responses": {"200": {"description": "so"}}}},
                   "/healthz": {"get": {"summary": "not yours", "responses": {}}}},
         "components": {"schemas": {"Own": {"type": "object"}}}}
        """;
    Registration description = routes.describe(Json.of(described));

    String document = get("/openapi.json");
    assertThat(document).contains("\"/own\"", "\"Own\"", "\"/v1/events\"");
    assertThat(document).doesNotContain("not yours");
    assertThat(get("/docs")).contains("Its own.");
    description.close();
    assertThat(get("/openapi.json")).doesNotContain("\"/own\"");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> routes.describe(Json.of("[]")));
  }

  private String get(String path) throws Exception {
    return server.get(path, "Authorization", "Bearer ops-0123456789abcdef").body();
  }
}
