package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.interlock.api.InterlockException;
import dev.interlock.api.Json;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class HttpApiTest {

  private static final ByteSize KIB = new ByteSize(1024);

  private final TestServer server = TestServer.open();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void servesTheRoutesOfConnectors() throws Exception {
    var routes = server.routes("webhooks");
    routes.route(
        "PUT",
        "/v1/webhooks/{name}",
        Scope.MANAGE,
        KIB,
        request ->
            RouteReply.json(
                200,
                Json.of(
                    "[\"%s\",\"%s\"]"
                        .formatted(request.path("name"), request.query("q").orElseThrow()))));

    var put =
        server
            .to("/v1/webhooks/a%2Fb%20c?q=%C3%A9+d")
            .header("Content-Type", "application/json")
            .PUT(java.net.http.HttpRequest.BodyPublishers.ofString("{}"));

    assertThat(server.send(put).body()).isEqualTo("[\"a/b c\",\"é d\"]");
  }

  @Test
  void prefersLiteralSegments() throws Exception {
    var routes = server.routes("webhooks");
    routes.route("GET", "/w/{name}", Scope.READ, KIB, request -> RouteReply.empty(204));
    routes.route("GET", "/w/import", Scope.READ, KIB, request -> RouteReply.empty(202));

    assertThat(server.get("/w/import").statusCode()).isEqualTo(202);
    assertThat(server.get("/w/other").statusCode()).isEqualTo(204);
  }

  @Test
  void refusesARouteThatIsTaken() {
    server.routes("a").route("GET", "/w/{name}", Scope.READ, KIB, request -> RouteReply.empty(204));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                server
                    .routes("b")
                    .route("GET", "/w/{id}", Scope.READ, KIB, request -> RouteReply.empty(204)))
        .withMessageContaining("a has it already");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                server
                    .routes("b")
                    .route("GET", "/healthz", Scope.READ, KIB, request -> RouteReply.empty(204)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                server
                    .routes("b")
                    .route("HEAD", "/x", Scope.READ, KIB, request -> RouteReply.empty(204)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                server
                    .routes("b")
                    .route("GET", "x", Scope.READ, KIB, request -> RouteReply.empty(204)));
  }

  @Test
  void removesRoutesOneByOneAndByOwner() throws Exception {
    var one =
        server.routes("a").route("GET", "/one", Scope.READ, KIB, request -> RouteReply.empty(204));
    server.routes("a").route("GET", "/two", Scope.READ, KIB, request -> RouteReply.empty(204));

    one.close();
    one.close();
    assertThat(server.get("/one").statusCode()).isEqualTo(404);
    assertThat(server.get("/two").statusCode()).isEqualTo(204);

    server.stage("a").close();
    assertThat(server.get("/two").statusCode()).isEqualTo(404);
    assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void makesProblemsOfWhatConnectorsSay() throws Exception {
    var routes = server.routes("a");
    routes.route(
        "GET", "/known", Scope.READ, KIB, request -> RouteReply.problem(409, "it is \"so\""));
    routes.route(
        "GET",
        "/unknown",
        Scope.READ,
        KIB,
        request -> {
          throw new IOException("inner secret");
        });

    assertThat(server.get("/known").body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,\"detail\":\"it is"
                + " \\\"so\\\"\"}");
    assertThat(server.get("/unknown").statusCode()).isEqualTo(500);
    assertThat(server.get("/unknown").body())
        .doesNotContain("secret")
        .doesNotContain("IOException");
  }

  @Test
  void runsConnectorsOnVirtualThreads() throws Exception {
    server
        .routes("a")
        .route(
            "GET",
            "/thread",
            Scope.READ,
            KIB,
            request -> RouteReply.empty(Thread.currentThread().isVirtual() ? 204 : 500));

    assertThat(server.get("/thread").statusCode()).isEqualTo(204);
  }

  @Test
  void saysWhatIsDegradedAndWhenItCantWork() throws Exception {
    assertThat(server.get("/readyz").body()).isEqualTo("{\"status\":\"ok\",\"degraded\":[]}");
    server.readiness = new Readiness(true, List.of(new Readiness.Degradation("file", "line 7")));
    assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(server.get("/readyz").body())
        .isEqualTo(
            "{\"status\":\"degraded\",\"degraded\":[{\"subject\":\"file\",\"detail\":\"line"
                + " 7\"}]}");
    server.readiness = new Readiness(false, List.of(new Readiness.Degradation("store", "gone")));
    assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
    server.readiness = Readiness.OK;
    server.api.announceStop();
    assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
    assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void givesMetricsAsPrometheusText() throws Exception {
    var response = server.get("/metrics");

    assertThat(response.body()).isEqualTo("up 1.0\n");
    assertThat(response.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void acceptsTheSchemasThatPluginsCarry() throws Exception {
    var accepted = server.post("/v1/events/measure/schema/accept", "");
    assertThat(accepted.statusCode()).isEqualTo(200);
    assertThat(accepted.body())
        .isEqualTo("{\"accepted\":[{\"event\":\"measure\",\"version\":2}],\"restart\":true}");

    var none = server.post("/v1/events/mesure/schema/accept", "");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).contains("no plugin carries a schema of mesure");
  }

  @Test
  void describesEveryRouteOfTheHostAndNoOther() throws Exception {
    JsonNode paths = JsonMapper.shared().readTree(server.get("/openapi.json").body()).path("paths");
    List<String> described = new ArrayList<>();
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(
                        method ->
                            described.add(
                                method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));

    assertThat(described)
        .hasSizeGreaterThan(8)
        .containsExactlyInAnyOrderElementsOf(
            server.api.table().all().stream().map(Route::toString).toList());
  }

  @Test
  void hasAPageThatNeedsNothingElse() throws Exception {
    var response = server.get("/docs");

    assertThat(response.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(response.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(response.body())
        .contains("POST /v1/events/{name}")
        .doesNotContain("<script")
        .doesNotContain("src=");
  }

  @Test
  void namesTheAddressAndTheOptionWhenThePortIsBusy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      HttpSettings settings = HttpSettings.DEFAULT.withPort(taken.getLocalPort());
      try (HttpApi api =
          new HttpApi(
              settings,
              TestServer.sources(new RecordedEvents(), () -> Readiness.OK),
              InstantSource.system())) {
        assertThatExceptionOfType(InterlockException.class)
            .isThrownBy(api::start)
            .withMessageContaining("127.0.0.1:" + taken.getLocalPort())
            .withMessageContaining("--port");
      }
    }
  }

  @Test
  void answersOnIpv6AndNamesItselfSo() {
    HttpSettings settings = HttpSettings.of("::1", 0, null, null, null, null);
    try (HttpApi api =
        new HttpApi(
            settings,
            TestServer.sources(new RecordedEvents(), () -> Readiness.OK),
            InstantSource.system())) {
      api.start();
      assertThat(api.uri().toString()).isEqualTo("http://[::1]:" + api.port());
    }
  }

  @Test
  void acceptsNothingAfterItsClose() {
    int port = server.port();

    server.api.close();
    server.api.close();

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> RawClient.exchange(port, "GET / HTTP/1.1\r\n\r\n"));
  }
}
