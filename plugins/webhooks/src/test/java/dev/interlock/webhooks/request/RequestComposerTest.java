package dev.interlock.webhooks.request;

import static dev.interlock.webhooks.support.SettingsReader.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import dev.interlock.api.EventPayload;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.client.SignatureScheme;
import dev.interlock.client.WebhookSigner;
import dev.interlock.webhooks.support.Payloads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RequestComposerTest {

  private static final Instant NOW = Instant.parse("2026-11-22T23:00:00Z");
  private static final EventPayload PAYLOAD =
      Payloads.after("evt_1", "{\"event\":\"after:measure\"}");

  private static WebhookRequest compose(String keys) {
    return new RequestComposer(webhook(keys), "0.1.0")
        .compose(Message.of(PAYLOAD), new Attempt("9d0e", 3, NOW, Duration.ofSeconds(4)), null);
  }

  private static Map<String, String> headers(WebhookRequest request) {
    return request.http().headers().stream()
        .collect(
            Collectors.toMap(
                Header::name, Header::value, (one, other) -> one + " AND " + other, TreeMap::new));
  }

  @Test
  void theHeadersAreThoseOfTheContract() {
    WebhookRequest request = compose("headers: {'x-team': 'core'}, secret: 'whsec_c2VjcmV0'");

    Map<String, String> headers = headers(request);
    assertThat(headers)
        .containsEntry("Content-Type", "application/vnd.opsani.servo-webhooks+json")
        .containsEntry("User-Agent", "interlock/0.1.0")
        .containsEntry("webhook-id", "9d0e")
        .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
        .containsEntry("webhook-attempt", "3")
        .containsEntry("traceparent", Payloads.TRACE)
        .containsEntry("interlock-hops", "2")
        .containsEntry("x-team", "core")
        .containsKeys("X-Servo-Signature", "webhook-signature")
        .hasSize(10);
    assertThat(request.http().method()).isEqualTo("POST");
    assertThat(request.http().body()).isSameAs(PAYLOAD.body().utf8());
  }

  @Test
  void whatComesFromNoEventHasItsOwnTypeAndNoHops() {
    WebhookRequest request =
        new RequestComposer(webhook(""), "0.1.0")
            .compose(
                new Message(new byte[] {1}, "application/x-own", null, false),
                new Attempt("9d0e", 1, NOW, Duration.ofSeconds(4)),
                null);

    assertThat(headers(request))
        .containsEntry("Content-Type", "application/x-own")
        .doesNotContainKeys("traceparent", "interlock-hops");
    assertThat(request.body()).containsExactly(1);
  }

  @Test
  void anotherImplementationVerifiesTheStandardSignature() throws Exception {
    Instant now = Instant.now();
    WebhookRequest request =
        new RequestComposer(webhook("secrets: ['whsec_bmV3', 'whsec_b2xk']"), "0.1.0")
            .compose(Message.of(PAYLOAD), new Attempt("9d0e", 1, now, Duration.ofSeconds(4)), null);
    Map<String, List<String>> headers =
        request.http().headers().stream()
            .collect(
                Collectors.groupingBy(
                    Header::name, Collectors.mapping(Header::value, Collectors.toList())));

    for (String secret : List.of("whsec_bmV3", "whsec_b2xk")) {
      new Webhook(secret)
          .verify(
              PAYLOAD.body().text(), java.net.http.HttpHeaders.of(headers, (name, value) -> true));
    }
    assertThat(headers(request).get("webhook-signature").split(" ")).hasSize(2);
  }

  @Test
  void aSignedVerdictIsAskedForWithAnotherNonceEachTime() {
    WebhookRequest one = compose("events: 'before:adjust', verdict: 'signed'");
    WebhookRequest two = compose("events: 'before:adjust', verdict: 'signed'");

    assertThat(headers(one)).containsEntry("interlock-nonce", one.nonce());
    assertThat(one.nonce()).isNotEmpty().isNotEqualTo(two.nonce());
    assertThat(headers(compose("events: 'before:adjust'"))).doesNotContainKey("interlock-nonce");
  }

  @Test
  void anAttemptIsCappedByTheTimeThatIsLeft() {
    assertThat(compose("timeout: {connect: '2s', request: '10s'}").http().limits().request())
        .isEqualTo(Duration.ofSeconds(4));
    assertThat(compose("timeout: {connect: '1s', request: '3s'}").http().limits().request())
        .isEqualTo(Duration.ofSeconds(3));
    WebhookRequest late =
        new RequestComposer(webhook("events: 'before:adjust'"), "0.1.0")
            .compose(Message.of(PAYLOAD), new Attempt("9d0e", 1, NOW, Duration.ofMillis(20)), null);
    assertThat(late.http().limits().connect()).isEqualTo(Duration.ofMillis(20));
  }

  /// The vectors of the Standard Webhooks specification, sent by what webhooks sign with.
  @Test
  void signaturesAreThoseOfThePublishedVectors() {
    byte[] body = "{\"test\": 2432232314}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    List<String> signatures = new ArrayList<>();
    WebhookSigner.of(
            List.of(SignatureScheme.STANDARD, SignatureScheme.ED25519),
            List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            List.of(
                "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="))
        .sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            body,
            (name, value) -> signatures.add(value));

    assertThat(signatures)
        .containsExactly(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= "
                + "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==");
  }

  @Test
  void whatIsSecretIsShownAsRedacted() {
    WebhookRequest request =
        compose("headers: {'x-team': 'core'}, signing: ['servo', 'hub', 'github', 'standard']");

    assertThat(new Redaction(List.of(new Header("X-Team", "core"))).apply(request.http().headers()))
        .filteredOn(header -> header.value().equals("REDACTED"))
        .extracting(Header::name)
        .containsExactlyInAnyOrder(
            "x-team",
            "X-Servo-Signature",
            "X-Hub-Signature",
            "X-Hub-Signature-256",
            "webhook-signature");
  }
}
