package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KeyTest {

  private static final String READER = "Bearer reader-0123456789abcdef";
  private static final String TUNER = "Bearer tuner-0123456789abcdef";
  private static final String OPS = "Bearer ops-0123456789abcdef";

  private final TestServer server =
      TestServer.withKeys(
          TestServer.key("reader", "read"),
          TestServer.key("tuner", "publish:adj*"),
          TestServer.key("ops", "publish", "read", "manage"));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void wantsAKeyOnceThereIsOne() throws Exception {
    var response = server.get("/v1/events");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("www-authenticate"))
        .hasValue("Bearer realm=\"interlock\"");
    assertThat(server.post("/v1/events/measure", "{}").statusCode()).isEqualTo(401);
    assertThat(server.get("/metrics").statusCode()).isEqualTo(401);
    assertThat(server.get("/openapi.json").statusCode()).isEqualTo(401);
    assertThat(server.get("/nowhere").statusCode()).isEqualTo(401);
  }

  @Test
  void needsNoKeyForHealth() throws Exception {
    assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void takesAKeyEitherWay() throws Exception {
    assertThat(server.get("/v1/events", "Authorization", READER).statusCode()).isEqualTo(200);
    assertThat(
            server
                .get("/v1/events", "authorization", READER.replace("Bearer", "bearer"))
                .statusCode())
        .isEqualTo(200);
    assertThat(server.get("/v1/events", "X-Api-Key", "reader-0123456789abcdef").statusCode())
        .isEqualTo(200);
    assertThat(server.get("/metrics", "Authorization", READER).body()).isEqualTo("up 1.0\n");
  }

  @Test
  void refusesWrongKeysWithoutRepeatingThem() throws Exception {
    var response = server.get("/v1/events", "Authorization", "Bearer not-a-known-key");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).doesNotContain("not-a-known-key");
    assertThat(server.get("/v1/events", "Authorization", "Basic cmVhZGVyOng=").statusCode())
        .isEqualTo(401);
    assertThat(server.get("/v1/events", "Authorization", "Bearer ").statusCode()).isEqualTo(401);
  }

  @Test
  void keepsCallersToTheirScopes() throws Exception {
    assertThat(server.post("/v1/events/adjust", "{}", "Authorization", TUNER).statusCode())
        .isEqualTo(200);
    assertThat(server.post("/v1/events/measure", "{}", "Authorization", TUNER).statusCode())
        .isEqualTo(403);
    assertThat(server.post("/v1/events/adjust", "{}", "Authorization", READER).statusCode())
        .isEqualTo(403);
    assertThat(server.get("/v1/events", "Authorization", TUNER).statusCode()).isEqualTo(403);
    assertThat(server.post("/v1/events/measure", "{}", "Authorization", OPS).statusCode())
        .isEqualTo(200);
  }

  @Test
  void letsPublishersSeeAndAbortTheirOwnOnly() throws Exception {
    server.events.answer = null;
    server.post("/v1/events/measure", "{}", "Authorization", OPS, "Prefer", "respond-async");
    server.post("/v1/events/adjust", "{}", "Authorization", TUNER, "Prefer", "respond-async");

    assertThat(server.get("/v1/dispatches/evt_1", "Authorization", TUNER).statusCode())
        .isEqualTo(403);
    assertThat(server.get("/v1/dispatches/evt_1", "Authorization", READER).statusCode())
        .isEqualTo(200);
    assertThat(server.delete("/v1/dispatches/evt_1", "Authorization", READER).statusCode())
        .isEqualTo(403);
    assertThat(server.get("/v1/dispatches/evt_2", "Authorization", TUNER).statusCode())
        .isEqualTo(200);
    assertThat(server.delete("/v1/dispatches/evt_2", "Authorization", TUNER).statusCode())
        .isEqualTo(200);
  }

  @Test
  void checksTheScopesOfConnectorsRoutes() throws Exception {
    var routes = server.routes("webhooks");
    routes.route(
        "GET", "/v1/webhooks", Scope.READ, new ByteSize(0), request -> RouteReply.empty(204));
    routes.route(
        "POST", "/v1/webhooks", Scope.MANAGE, new ByteSize(9), request -> RouteReply.empty(204));
    routes.route(
        "POST", "/hooks/{name}", Scope.NONE, new ByteSize(9), request -> RouteReply.empty(204));

    assertThat(server.get("/v1/webhooks", "Authorization", READER).statusCode()).isEqualTo(204);
    assertThat(server.post("/v1/webhooks", "{}", "Authorization", READER).statusCode())
        .isEqualTo(403);
    assertThat(server.post("/v1/webhooks", "{}", "Authorization", OPS).statusCode()).isEqualTo(204);
    assertThat(
            server
                .raw(
                    "POST /hooks/a HTTP/1.1\r\n"
                        + "Host: localhost\r\n"
                        + "Content-Type: text/plain\r\n"
                        + "Content-Length: 2\r\n\r\n"
                        + "hi")
                .status())
        .isEqualTo(204);
  }

  @Test
  void tellsStrangersWhatIsDegradedButNotWhy() throws Exception {
    server.readiness =
        new Readiness(
            true, List.of(new Readiness.Degradation("file", "webhooks.yaml:7:7 is wrong")));

    assertThat(server.get("/readyz").body())
        .isEqualTo("{\"status\":\"degraded\",\"degraded\":[{\"subject\":\"file\"}]}");
    assertThat(server.get("/readyz", "Authorization", READER).body())
        .contains("webhooks.yaml:7:7 is wrong");
  }

  @Test
  void routesForThisMachineNeedNoKeyAndAnswerNobodyElse() throws Exception {
    server
        .routes("relay")
        .route("POST", "/local", Scope.LOCAL, new ByteSize(9), request -> RouteReply.empty(204));

    assertThat(server.post("/local", "{}").statusCode()).isEqualTo(204);
    for (String header : List.of("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via")) {
      assertThat(server.post("/local", "{}", header, "1.1 proxy").statusCode())
          .as(header)
          .isEqualTo(403);
    }
  }

  @Test
  void routesForThisMachineRefuseAnotherAddress() throws Exception {
    InetAddress other = addressOffLoopback();
    assumeTrue(other != null, "this machine has loopback alone");
    try (TestServer open =
        new TestServer(
            HttpSettings.of(
                "0.0.0.0", 0, List.of(TestServer.key("ops", "manage")), null, null, null),
            HttpLimits.DEFAULT)) {
      open.routes("relay")
          .route("GET", "/local", Scope.LOCAL, new ByteSize(9), request -> RouteReply.empty(204));
      URI near = URI.create("http://127.0.0.1:" + open.port() + "/local");
      URI far = URI.create("http://" + other.getHostAddress() + ":" + open.port() + "/local");

      assertThat(open.send(HttpRequest.newBuilder(near)).statusCode()).isEqualTo(204);
      assertThat(open.send(HttpRequest.newBuilder(far)).statusCode()).isEqualTo(403);
    }
  }

  private static @Nullable InetAddress addressOffLoopback() throws Exception {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst()
        .orElse(null);
  }
}
