package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProtectionTest {

  private final TestServer server = TestServer.open();

  @AfterEach
  void close() {
    server.close();
  }

  private RawClient.Response get(String path, String... headers) throws Exception {
    return server.raw("GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1:1",
        "10.0.0.1",
        "localhost.",
        "[::2]",
        "a b"
      })
  void refusesAForeignHost(String host) throws Exception {
    var response = get("/healthz", "Host: " + host);

    assertThat(response.status()).isIn(421, 400);
    assertThat(response.header("content-type")).isEqualTo("application/problem+json");
    if (!host.contains(" ")) {
      assertThat(response.status()).isEqualTo(421);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "LOCALHOST",
        "[::1]",
        "localhost:PORT",
        "127.0.0.1:PORT",
        "[::1]:PORT"
      })
  void answersToItsOwnHosts(String host) throws Exception {
    assertThat(get("/healthz", "Host: " + host.replace("PORT", "" + server.port())).status())
        .isEqualTo(200);
  }

  @Test
  void refusesARequestWithoutOrWithTwoHosts() throws Exception {
    assertThat(get("/healthz", "Accept: */*").status()).isEqualTo(400);
    assertThat(get("/healthz", "Host: localhost", "Host: evil.example").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "null",
        "http://localhost:1",
        "https://127.0.0.1.evil.example",
        ""
      })
  void refusesAForeignOrigin(String origin) throws Exception {
    assertThat(get("/v1/events", "Host: localhost:" + server.port(), "Origin: " + origin).status())
        .isEqualTo(403);
  }

  @Test
  void takesItsOwnOrigin() throws Exception {
    String authority = "localhost:" + server.port();

    assertThat(get("/v1/events", "Host: " + authority, "Origin: http://" + authority).status())
        .isEqualTo(200);
  }

  @Test
  void refusesCrossSiteFetches() throws Exception {
    assertThat(get("/v1/events", "Host: localhost", "Sec-Fetch-Site: cross-site").status())
        .isEqualTo(403);
    assertThat(get("/v1/events", "Host: localhost", "Sec-Fetch-Site: same-origin").status())
        .isEqualTo(200);
    assertThat(get("/v1/events", "Host: localhost", "Sec-Fetch-Site: none").status())
        .isEqualTo(200);
    assertThat(server.post("/v1/events/measure", "{}", "Sec-Fetch-Site", "same-site").statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/jsonp"
      })
  void wantsJsonForWhatChangesSomething(String type) throws Exception {
    var request =
        server
            .to("/v1/events/measure")
            .POST(BodyPublishers.ofString("{}"))
            .header("Content-Type", type);

    assertThat(server.send(request).statusCode()).isEqualTo(415);
    assertThat(server.events.requests).isEmpty();
  }

  @Test
  void wantsJsonEvenWithoutABody() throws Exception {
    assertThat(
            server.send(server.to("/v1/events/measure").POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(415);
    assertThat(server.post("/v1/events/measure", "{}").statusCode()).isEqualTo(200);
    var utf8 = server.to("/v1/events/measure").POST(BodyPublishers.ofString("{}"));
    assertThat(
            server
                .send(utf8.header("Content-Type", "application/json; charset=UTF-8"))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void knowsNoMethodOverride() throws Exception {
    var response = server.post("/v1/dispatches/x", "{}", "X-HTTP-Method-Override", "DELETE");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("DELETE, GET, HEAD");
  }

  @Test
  void answersPreflightsWithoutCors() throws Exception {
    var response =
        server.raw(
            "OPTIONS /v1/events HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Access-Control-Request-Method: POST\r\n\r\n");

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
  }

  @Test
  void answersHeadWithTheHeadersOfGet() throws Exception {
    var response =
        server.raw("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-length"))
        .isEqualTo("" + server.get("/healthz").body().length());
    try (RawClient client = new RawClient(server.port())) {
      client.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      client.read(true);
      assertThat(client.readByte()).isEqualTo(-1);
    }
  }

  @Test
  void hasAProblemForUnknownPaths() throws Exception {
    var response = server.get("/v2/nothing");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(server.get("/").statusCode()).isEqualTo(404);
    assertThat(server.get("/healthz/").statusCode()).isEqualTo(404);
    assertThat(server.get("//healthz").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/events/%zz/schema",
        "/v1/events/%/schema",
        "/v1/events/%ff/schema",
        "/v1/%2e%2e/healthz",
        "/v1/../healthz",
        "/v1/./events",
        "/healthz?a=%g1",
        "/v1/events/%00/schema",
        "ftp://localhost/healthz"
      })
  void refusesBrokenAndClimbingPaths(String path) throws Exception {
    var response = get(path, "Host: localhost");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void keepsAnEncodedSlashWithinItsSegment() throws Exception {
    var response = get("/v1/events/measure%2Fschema", "Host: localhost");

    assertThat(response.status()).isEqualTo(405);
  }

  @Test
  void refusesNonsense() throws Exception {
    assertThat(server.raw("nonsense\r\n\r\n").status()).isEqualTo(400);
    assertThat(
            server
                .raw(
                    "POST /v1/events/measure HTTP/1.1\r\n"
                        + "Host: localhost\r\n"
                        + "Content-Length: 2\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "{}")
                .status())
        .isEqualTo(400);
  }
}
