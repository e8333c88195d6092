package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitTest {

  private static final String HEAD =
      " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  private final TestServer server = new TestServer(TestServer.settings(), TestServer.SHORT);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void refusesALargeBodyByItsLength() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /v1/events/measure" + HEAD + "Content-Length: 4097\r\n\r\n");

      var response = client.read(false);

      assertThat(response.status()).isEqualTo(413);
      assertThat(response.header("content-type")).isEqualTo("application/problem+json");
      assertThat(client.readByte()).isEqualTo(-1);
    }
  }

  @Test
  void refusesALargeChunkedBodyWhileItIsRead() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /v1/events/measure" + HEAD + "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 5; i++) {
        client.send("400\r\n" + " ".repeat(1024) + "\r\n");
      }

      assertThat(client.read(false).status()).isEqualTo(413);
      assertThat(client.readByte()).isEqualTo(-1);
    }
    assertThat(server.events.requests).isEmpty();
  }

  @Test
  void refusesAHugeChunkWithoutWaitingForIt() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          "POST /v1/events/measure" + HEAD + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n");

      assertThat(client.read(false).status()).isEqualTo(413);
    }
  }

  @Test
  void takesAChunkedBodyWithinTheLimit() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          "POST /v1/events/measure"
              + HEAD
              + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");

      assertThat(client.read(false).status()).isEqualTo(200);
    }
  }

  @Test
  void keepsToTheLimitOfTheRoute() throws Exception {
    server
        .routes("small")
        .route(
            "POST", "/v1/small", Scope.MANAGE, new ByteSize(4), request -> RouteReply.empty(204));

    assertThat(server.post("/v1/small", "1234").statusCode()).isEqualTo(204);
    assertThat(server.post("/v1/small", "12345").statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 2000})
  void refusesDeepJson(int depth) throws Exception {
    var response = server.post("/v1/events/measure", "[".repeat(depth) + "]".repeat(depth));

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("\"path\":\"/0/0").contains("line 1, column");
  }

  @Test
  void takesJsonAtTheLimits() throws Exception {
    assertThat(server.post("/v1/events/measure", "[".repeat(64) + "]".repeat(64)).statusCode())
        .isEqualTo(200);
    assertThat(server.post("/v1/events/measure", "9".repeat(100)).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesLongNumbers() throws Exception {
    var response =
        server.post("/v1/events/measure", "{\"control\":{\"load\":" + "9".repeat(1000) + "}}");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("\"path\":\"/control/load\"");
    assertThat(server.post("/v1/events/measure", "0." + "9".repeat(1000)).statusCode())
        .isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "{\"a\":1,\"a\":2}", "{} {}", "nul", " ", "{'a':1}", "\u0000", "[1,]", "NaN"})
  void refusesWhatIsNotJson(String body) throws Exception {
    var response = server.post("/v1/events/measure", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("body: ").doesNotContain("tools.jackson");
    assertThat(server.events.requests).isEmpty();
  }

  @Test
  void saysWhereJsonBreaks() throws Exception {
    assertThat(server.post("/v1/events/measure", "{\n  \"a\": }").body())
        .contains("line 2, column");
  }

  @Test
  void refusesWhatIsNotUtf8() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /v1/events/measure" + HEAD + "Content-Length: 3\r\n\r\n");
      client.sendBytes(new byte[] {'"', (byte) 0xff, '"'});

      assertThat(client.read(false).body()).contains("UTF-8");
    }
  }

  @Test
  void refusesLargeHeaders() throws Exception {
    String request =
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Much: " + "x".repeat(20_000) + "\r\n\r\n";

    var response = server.raw(request);

    assertThat(response.status()).isEqualTo(431);
    assertThat(response.header("content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void refusesALongRequestLine() throws Exception {
    assertThat(
            server
                .raw("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .status())
        .isEqualTo(414);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        "GET /heal",
        "",
        "POST /v1/events/measure" + HEAD + "Content-Length: 100\r\n\r\n{",
        "POST /v1/events/measure" + HEAD + "Transfer-Encoding: chunked\r\n\r\n4\r\n{"
      })
  void letsNoSlowClientHoldAConnection(String start) throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(start);

      int first = client.readByte();

      assertThat(first == -1 || first == 'H').isTrue();
      while (first != -1) {
        first = client.readByte();
      }
    }
    assertThat(server.events.requests).isEmpty();
  }

  @Test
  void letsARunningRequestTakeItsTime() throws Exception {
    server.events.answer = null;
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /v1/events/measure" + HEAD + "Content-Length: 2\r\n\r\n{}");
      var running = server.events.running.take();
      // Longer than every limit on a client who is awaited.
      running
          .done
          .copy()
          .completeOnTimeout(null, 1500, java.util.concurrent.TimeUnit.MILLISECONDS)
          .join();
      running.complete();

      assertThat(client.read(false).status()).isEqualTo(200);
    }
  }
}
