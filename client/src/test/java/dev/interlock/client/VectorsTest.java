package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What others have published, reproduced byte for byte.
class VectorsTest {

  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final long TIMESTAMP = 1614265330;
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String SIGNING_KEY =
      "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
  private static final String HMAC = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  private static final String EDWARDS =
      "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

  @Test
  void standardWebhooksHmac() {
    assertThat(sign(List.of(SignatureScheme.STANDARD), List.of(SECRET), List.of()))
        .containsExactlyEntriesOf(Map.of("webhook-signature", HMAC));
  }

  @Test
  void standardWebhooksEd25519() {
    assertThat(sign(List.of(SignatureScheme.ED25519), List.of(), List.of(SIGNING_KEY)))
        .containsExactlyEntriesOf(Map.of("webhook-signature", EDWARDS));
  }

  @Test
  void aSeedAloneGivesTheSameKey() {
    SigningKey both = SigningKey.parse(SIGNING_KEY);
    SigningKey seed = SigningKey.parse("whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=");

    assertThat(seed.publicKey()).hasToString(both.publicKey().toString());
    assertThat(both.publicKey()).hasToString("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=");
  }

  @Test
  void bothTimestampedSchemesShareOneHeader() {
    assertThat(
            sign(
                List.of(SignatureScheme.STANDARD, SignatureScheme.ED25519),
                List.of(SECRET, "another secret"),
                List.of(SIGNING_KEY)))
        .hasEntrySatisfying(
            "webhook-signature",
            value -> assertThat(value.split(" ")).hasSize(3).startsWith(HMAC).endsWith(EDWARDS));
  }

  /// RFC 2202 case 2, RFC 4231 case 2.
  @Test
  void rfcVectorsOfHmac() {
    Map<String, String> headers = new TreeMap<>();
    WebhookSigner.of(
            List.of(SignatureScheme.SERVO, SignatureScheme.HUB, SignatureScheme.GITHUB),
            List.of("Jefe"),
            List.of())
        .sign("unused", 0, "what do ya want for nothing?".getBytes(UTF_8), headers::put);

    String sha256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assertThat(headers)
        .containsEntry("X-Servo-Signature", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
        .containsEntry("X-Hub-Signature", sha256)
        .containsEntry("X-Hub-Signature-256", "sha256=" + sha256)
        .hasSize(3);
  }

  @Test
  void ourVerifierTakesTheVectors() {
    WebhookVerifier verifier =
        WebhookVerifier.builder()
            .secret(SECRET)
            .publicKey(SigningKey.parse(SIGNING_KEY).publicKey().toString())
            .clock(() -> Instant.ofEpochSecond(TIMESTAMP + 60))
            .build();
    Map<String, String> headers =
        Map.of(
            "webhook-id",
            ID,
            "webhook-timestamp",
            Long.toString(TIMESTAMP),
            "webhook-signature",
            EDWARDS + " v9,unknown " + HMAC);

    assertThat(verifier.verify(headers::get, BODY)).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void aPublicHalfOfAnotherSeedIsRefused() {
    String other = SigningKey.generate().substring(5);
    byte[] mixed = java.util.Base64.getDecoder().decode(other);
    mixed[40] ^= 1;

    assertThatThrownBy(
            () -> SigningKey.parse("whsk_" + java.util.Base64.getEncoder().encodeToString(mixed)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another seed");
  }

  @Test
  void aGeneratedKeySignsAndVerifies() {
    SigningKey key = SigningKey.parse(SigningKey.generate());
    byte[] signature = key.sign(new byte[0], BODY);

    assertThat(VerifyingKey.parse(key.publicKey().toString()).verify(new byte[0], BODY, signature))
        .isTrue();
    assertThat(key).hasToString("***");
  }

  private static Map<String, String> sign(
      List<SignatureScheme> schemes, List<String> secrets, List<String> keys) {
    Map<String, String> headers = new HashMap<>();
    WebhookSigner.of(schemes, secrets, keys).sign(ID, TIMESTAMP, BODY, headers::put);
    return headers;
  }
}
