package dev.interlock.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.InterlockException;
import dev.interlock.api.settings.Secret;
import dev.interlock.client.SignatureScheme;
import dev.interlock.client.Veto;
import dev.interlock.client.WebhookSigner;
import dev.interlock.testkit.ManualClock;
import dev.interlock.testkit.TestHost;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoResponderTest {

  private static final byte[] BODY = "{\"event\":\"before:adjust\"}".getBytes(UTF_8);

  private final ManualClock clock = new ManualClock();
  private final ManualClock wall = new ManualClock(Instant.parse("2026-01-01T14:00:00Z"));
  private int port;
  private final TestHost host = start(0);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    host.close();
    client.close();
  }

  @Test
  void saysWhatItVerified() throws Exception {
    HttpResponse<String> reply =
        post("/record", "demo secret", SignatureScheme.SERVO, SignatureScheme.STANDARD);

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type")).hasValue("text/plain");
    assertThat(reply.body()).isEqualTo("the demo's responder verified servo, standard");
  }

  @Test
  void rejectsWhatIsNotSignedAsItShouldBe() throws Exception {
    assertThat(
            post("/record", "another", SignatureScheme.SERVO, SignatureScheme.STANDARD)
                .statusCode())
        .isEqualTo(401);
    assertThat(post("/record", "demo secret", SignatureScheme.STANDARD).statusCode())
        .isEqualTo(401);
    assertThat(
            post("/window", "another", SignatureScheme.SERVO, SignatureScheme.STANDARD)
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void rejectsWhatIsOld() throws Exception {
    clock.advance(Duration.ofMinutes(-6));
    HttpRequest old =
        request("/record", "demo secret", SignatureScheme.SERVO, SignatureScheme.STANDARD);
    clock.advance(Duration.ofMinutes(6));

    assertThat(client.send(old, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @Test
  void vetoesByDayAndAgreesByNight() throws Exception {
    HttpResponse<String> veto =
        post("/window", "demo secret", SignatureScheme.SERVO, SignatureScheme.STANDARD);
    assertThat(veto.statusCode()).isEqualTo(200);
    assertThat(veto.headers().firstValue("Content-Type")).hasValue(Veto.CONTENT_TYPE);
    assertThat(veto.body())
        .isEqualTo("{\"reason\":\"Adjustments are only permitted between midnight and 3am.\"}");

    wall.set(Instant.parse("2026-01-02T02:59:59Z"));
    assertThat(
            post("/window", "demo secret", SignatureScheme.SERVO, SignatureScheme.STANDARD)
                .statusCode())
        .isEqualTo(204);
    wall.set(Instant.parse("2026-01-02T03:00:00Z"));
    assertThat(
            post("/window", "demo secret", SignatureScheme.SERVO, SignatureScheme.STANDARD)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void isHealthy() throws Exception {
    assertThat(
            client
                .send(
                    HttpRequest.newBuilder(url("/healthz")).build(),
                    HttpResponse.BodyHandlers.ofString())
                .body())
        .isEqualTo("ok\n");
  }

  @Test
  void answersAtOnceOnAConnectionThatIsKept() throws Exception {
    long[] took = new long[20];
    for (int i = 0; i < took.length; i++) {
      long start = System.nanoTime();
      post("/record", "demo secret", SignatureScheme.SERVO, SignatureScheme.STANDARD);
      took[i] = System.nanoTime() - start;
    }
    Arrays.sort(took);

    // A head and a body in two packets would wait 40 ms for each other.
    assertThat(Duration.ofNanos(took[took.length / 2])).isLessThan(Duration.ofMillis(30));
  }

  @Test
  void refusesABodyBeyondItsBound() throws Exception {
    HttpRequest huge =
        HttpRequest.newBuilder(url("/record"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[(1 << 20) + 1]))
            .build();

    assertThat(client.send(huge, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(413);
  }

  @Test
  void namesTheSettingWhereThePortIsTaken() {
    int taken = port;

    assertThatThrownBy(() -> start(taken))
        .isInstanceOf(InterlockException.class)
        .hasMessageContaining("127.0.0.1:" + taken)
        .hasMessageContaining("demo.responder.port");
  }

  /// A host whose one connector is the responder, by clocks of the test.
  private TestHost start(int wanted) {
    DemoSettings settings =
        new DemoSettings(
            new DemoSettings.Address("127.0.0.1", wanted), new Secret("demo secret"), null, null);
    AdjustmentWindow window =
        new AdjustmentWindow(LocalTime.MIDNIGHT, LocalTime.of(3, 0), wall, ZoneOffset.UTC);
    return TestHost.with(
            "responder",
            context -> port = DemoResponder.start(settings, window, clock, context.routes()))
        .start("");
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private HttpResponse<String> post(String path, String secret, SignatureScheme... schemes)
      throws Exception {
    return client.send(request(path, secret, schemes), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String path, String secret, SignatureScheme... schemes) {
    long now = clock.instant().getEpochSecond();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(BODY))
            .header("webhook-id", "msg_1")
            .header("webhook-timestamp", Long.toString(now));
    WebhookSigner.of(List.of(schemes), List.of(secret), List.of())
        .sign("msg_1", now, BODY, request::header);
    return request.build();
  }
}
