package dev.interlock.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.interlock.assembly.Distribution.Ended;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the process sends is verified by code of others: a public library, and the snippet of
/// servo-webhooks' README.
class SignatureIT {

  private static final String RAW = "super secret authentication code";
  private static final String ENCODED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /// The lines from `secret` to `assert` are the README's own.
  private static final String README =
      """
      import hashlib, hmac, sys
      class request:
          headers = {"x-servo-signature": sys.argv[1]}
          read = staticmethod(lambda: sys.stdin.buffer.read())

      secret = "super secret authentication code"
      expected_signature = request.headers["x-servo-signature"]
      body = request.read()
      signature = str(hmac.new(secret.encode(), body, hashlib.sha1).hexdigest())
      assert signature == expected_signature
      """;

  @TempDir static Path folder;
  private static ReceivedRequest raw;
  private static ReceivedRequest encoded;

  @BeforeAll
  static void receive() throws Exception {
    try (Responder one = Responder.start();
        Responder other = Responder.start()) {
      one.always(Reply.status(204));
      other.always(Reply.status(204));
      Files.writeString(
          folder.resolve("webhooks.yaml"),
          """
          webhooks:
            - {name: raw, events: after:metrics, url: "%s", secret: %s, headers: {x-some-header: some value}}
            - {name: encoded, events: before:metrics, url: "%s", secret: %s}
          """
              .formatted(one.url("/hook"), RAW, other.url("/hook"), ENCODED));
      try (RunningInterlock interlock = RunningInterlock.run(folder)) {
        assertThat(new Api(interlock.api()).publish("metrics").status()).isEqualTo(200);
        raw = one.take(Duration.ofSeconds(20));
        encoded = other.take(Duration.ofSeconds(20));
      }
    }
  }

  @Test
  void thePublicLibraryVerifiesAnEncodedSecret() throws Exception {
    new Webhook(ENCODED).verify(encoded.text(), headers(encoded));
    assertThatThrownBy(() -> new Webhook(ENCODED).verify(encoded.text() + " ", headers(encoded)))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void thePublicLibraryVerifiesARawSecretInItsEncodedForm() throws Exception {
    String whsec = "whsec_" + Base64.getEncoder().encodeToString(RAW.getBytes(UTF_8));
    new Webhook(whsec).verify(raw.text(), headers(raw));
    assertThatThrownBy(() -> new Webhook(ENCODED).verify(raw.text(), headers(raw)))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void theSeedsPythonSnippetVerifies() throws Exception {
    Needed.program("python3");
    String signature = raw.header("X-Servo-Signature").orElseThrow();
    assertThat(python(signature, raw.body()).status()).isZero();
    assertThat(python(signature, (raw.text() + " ").getBytes(UTF_8)).errors())
        .contains("AssertionError");
  }

  @Test
  void interlockVerifiesItsOwn() throws Exception {
    String[] standard = {
      "verify",
      "--secret",
      ENCODED,
      "--scheme",
      "standard",
      "--signature",
      encoded.header("webhook-signature").orElseThrow(),
      "--id",
      encoded.header("webhook-id").orElseThrow(),
      "--timestamp",
      encoded.header("webhook-timestamp").orElseThrow()
    };
    Ended verified = Distribution.built().run(folder, Map.of(), encoded.body(), standard);
    assertThat(verified.output()).isEqualTo("verified: standard\n");
    assertThat(verified.status()).isZero();
    Ended rejected = Distribution.built().run(folder, Map.of(), raw.body(), standard);
    assertThat(rejected.output()).startsWith("rejected: ").doesNotContain(ENCODED);
    assertThat(rejected.status()).isEqualTo(1);
  }

  @Test
  void theHeadersAreTheSeedsAndMore() {
    assertThat(raw.method()).isEqualTo("POST");
    assertThat(raw.header("Content-Type")).hasValue("application/vnd.opsani.servo-webhooks+json");
    assertThat(raw.header("User-Agent")).hasValue("interlock/" + Distribution.version());
    assertThat(raw.header("x-some-header")).hasValue("some value");
    assertThat(raw.header("webhook-attempt")).hasValue("1");
    assertThat(raw.header("traceparent").orElseThrow())
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    assertThat(Api.parse(raw.text()).path("event").asString()).isEqualTo("after:metrics");
    assertThat(Api.parse(raw.text()).path("created_at").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(Api.parse(encoded.text()).path("results").isNull()).isTrue();
  }

  private static Ended python(String signature, byte[] body) throws Exception {
    return Distribution.run(folder, Map.of(), body, List.of("python3", "-c", README, signature));
  }

  private static Map<String, List<String>> headers(ReceivedRequest request) {
    return Map.of(
        "webhook-id", request.headers("webhook-id"),
        "webhook-timestamp", request.headers("webhook-timestamp"),
        "webhook-signature", request.headers("webhook-signature"));
  }
}
