package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.settings.ByteSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients do that is right, and rare: older versions, whole URLs, compressed bodies; and
/// those that are still writing when they are refused. Bodies may have 4096 bytes here.
@Timeout(60)
class ConnectionTest {

  private static final String POST =
      "POST /v1/events/measure HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  private final TestServer server = TestServer.open();

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.0\r\n\r\n",
        "GET /healthz HTTP/1.0\r\nUser-Agent: balancer\r\n\r\n",
        "GET /healthz HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n"
      })
  void anOlderClientIsAnsweredAndItsConnectionClosed(String request) throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(request);

      var response = client.read(false);

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
      assertThat(client.readByte()).isEqualTo(-1);
    }
  }

  @Test
  void anOlderRequestMayComeByteByByte() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      for (byte each : "GET /healthz HTTP/1.0\r\nA: b\r\n\r\n".getBytes(UTF_8)) {
        client.sendBytes(new byte[] {each});
      }

      assertThat(client.read(false).status()).isEqualTo(200);
    }
  }

  @Test
  void anOlderClientMayPost() throws Exception {
    var response =
        server.raw(
            POST.replace("HTTP/1.1\r\nHost: localhost", "HTTP/1.0")
                + "Content-Length: 2\r\n\r\n{}");

    assertThat(response.status()).isEqualTo(200);
    assertThat(server.events.requests).hasSize(1);
  }

  @Test
  void anOlderPageOfAnotherNameIsRefused() throws Exception {
    assertThat(server.raw("GET /healthz HTTP/1.0\r\nHost: evil.example\r\n\r\n").status())
        .isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:%d/healthz", "HTTP://127.0.0.1:%d/healthz?a=b"})
  void aWholeUrlIsAnsweredLikeItsPath(String url) throws Exception {
    String target = url.formatted(server.port());

    var response = server.raw("GET " + target + " HTTP/1.1\r\nHost: ignored.example\r\n\r\n");

    assertThat(response.status()).isEqualTo(200);
  }

  @Test
  void theHostOfAWholeUrlIsTheOneThatCounts() throws Exception {
    var response =
        server.raw("GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(response.status()).isEqualTo(421);
  }

  @Test
  void identityIsNoEncoding() throws Exception {
    var response = server.post("/v1/events/measure", "{\"a\":1}", "Content-Encoding", "identity");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(server.events.requests)
        .extracting(each -> each.input().toString())
        .containsExactly("{\"a\":1}");
  }

  @Test
  void aGzipBodyIsUnpacked() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      for (int i = 0; i < 2; i++) {
        assertThat(posted(client, "gzip", gzip("{\"a\":1}".getBytes(UTF_8))).status())
            .isEqualTo(200);
      }
    }
    assertThat(server.events.requests)
        .extracting(each -> each.input().toString())
        .containsExactly("{\"a\":1}", "{\"a\":1}");
  }

  @Test
  void whatIsMadeOfAGzipBodyCountsAgainstTheLimit() throws Exception {
    byte[] spaces = new byte[8 << 20];
    Arrays.fill(spaces, (byte) ' ');
    byte[] bomb = gzip(spaces);
    byte[] small = gzip(new byte[5000]);

    assertThat(bomb.length).isGreaterThan(4096);
    assertThat(small.length).isLessThan(4096);
    assertThat(posted("gzip", bomb).status()).isEqualTo(413);
    assertThat(posted("gzip", small).status()).isEqualTo(413);
  }

  @Test
  void whatIsNoGzipIs400() throws Exception {
    byte[] packed = gzip("{}".getBytes(UTF_8));

    assertThat(posted("gzip", "{}".getBytes(UTF_8)).body()).contains("is not gzip");
    assertThat(posted("gzip", Arrays.copyOf(packed, packed.length - 4)).body()).contains("is cut");
    assertThat(posted("gzip", Arrays.copyOf(packed, packed.length + 3000)).status()).isEqualTo(400);
    assertThat(posted("br", packed).status()).isEqualTo(400);
    assertThat(server.events.requests).isEmpty();
  }

  @Test
  void aClientThatIsStillWritingSeesWhyItIsRefused() throws Exception {
    String large = "\"" + "x".repeat(1 << 20) + "\"";
    HttpSettings settings =
        HttpSettings.of(
            null, 0, List.of(TestServer.key("ops", "publish")), null, null, new ByteSize(2 << 20));
    String[] key = {"X-Api-Key", "ops-0123456789abcdef"};
    try (TestServer keyed = new TestServer(settings, HttpLimits.DEFAULT)) {
      for (int i = 0; i < 100; i++) {
        assertThat(server.post("/v1/events/measure", large).statusCode()).isEqualTo(413);
        assertThat(keyed.post("/v1/events/measure", large).statusCode()).isEqualTo(401);
        assertThat(keyed.post("/v1/nothing", large, key).statusCode()).isEqualTo(404);
        assertThat(keyed.post("/v1/dispatches/1/x", large, key).statusCode()).isEqualTo(404);
      }
    }
  }

  @Test
  void chunksThatGrowTooLargeAreRefusedVisibly() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 64; i++) {
        client.send("1000\r\n" + "x".repeat(0x1000) + "\r\n");
      }

      assertThat(client.read(false).status()).isEqualTo(413);
    }
  }

  @Test
  void whoNeverEndsIsClosedAfterATime() throws Exception {
    try (TestServer hasty = new TestServer(TestServer.settings(), TestServer.SHORT);
        RawClient client = new RawClient(hasty.port())) {
      client.send(POST + "Content-Length: 100000000\r\n\r\n");

      assertThat(client.read(false).status()).isEqualTo(413);
      assertThat(client.readByte()).isEqualTo(-1);
    }
  }

  private RawClient.Response posted(String encoding, byte[] body) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      return posted(client, encoding, body);
    }
  }

  private static RawClient.Response posted(RawClient client, String encoding, byte[] body)
      throws IOException {
    client.send(
        POST
            + "Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(encoding, body.length));
    client.sendBytes(body);
    return client.read(false);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
