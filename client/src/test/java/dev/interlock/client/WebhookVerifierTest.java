package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.client.Verification.Reason;
import dev.interlock.client.Verification.Rejected;
import dev.interlock.client.Verification.Verified;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {

  private static final long NOW = 1795388400;
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String KEY_TEXT = SigningKey.generate();
  private static final SigningKey KEY = SigningKey.parse(KEY_TEXT);
  private static final String OTHER_KEY = SigningKey.generate();
  private static final byte[] BODY =
      "{\"id\":\"evt_1\",\"event\":\"after:measure\"}".getBytes(UTF_8);

  @ParameterizedTest
  @EnumSource
  void verifiesWhatItsSignerSigned(SignatureScheme scheme) {
    assertThat(verifier(scheme).build().verify(signed(scheme, BODY)::get, BODY))
        .isEqualTo(
            scheme.timestamped()
                ? new Verified("msg_1", Instant.ofEpochSecond(NOW), EnumSet.of(scheme))
                : new Verified(null, null, EnumSet.of(scheme)));
  }

  @ParameterizedTest
  @EnumSource
  void anyFlippedBitOfTheBodyRejects(SignatureScheme scheme) {
    WebhookVerifier verifier = verifier(scheme).build();
    Map<String, String> headers = signed(scheme, BODY);

    for (int bit = 0; bit < BODY.length * 8; bit++) {
      byte[] tampered = BODY.clone();
      tampered[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(verifier.verify(headers::get, tampered))
          .as("bit %d", bit)
          .isInstanceOf(Rejected.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyFlippedBitOfTheSignatureRejects(SignatureScheme scheme) {
    WebhookVerifier verifier = verifier(scheme).build();
    Map<String, String> headers = signed(scheme, BODY);
    String genuine = headers.get(scheme.header());

    for (int bit = 0; bit < genuine.length() * 7; bit++) {
      char[] tampered = genuine.toCharArray();
      tampered[bit / 7] ^= (char) (1 << bit % 7);
      headers.put(scheme.header(), new String(tampered));
      assertThat(verifier.verify(headers::get, BODY))
          .as("bit %d", bit)
          .isInstanceOf(Rejected.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDARD", "ED25519"})
  void idAndTimestampAreSignedToo(SignatureScheme scheme) {
    WebhookVerifier verifier = verifier(scheme).build();
    Map<String, String> otherId = signed(scheme, BODY);
    otherId.put("webhook-id", "msg_2");
    Map<String, String> otherTime = signed(scheme, BODY);
    otherTime.put("webhook-timestamp", Long.toString(NOW + 1));

    assertThat(verifier.verify(otherId::get, BODY)).satisfies(rejected(Reason.NO_MATCH));
    assertThat(verifier.verify(otherTime::get, BODY)).satisfies(rejected(Reason.NO_MATCH));
  }

  @Test
  void theCutBetweenIdTimeAndBodyCannotMove() {
    byte[] body = "42.5".getBytes(UTF_8);
    Map<String, String> headers = signed(SignatureScheme.STANDARD, body);
    headers.put("webhook-id", "msg_1." + NOW);
    headers.put("webhook-timestamp", "42");

    assertThat(
            verifier(SignatureScheme.STANDARD)
                .withoutWindow()
                .build()
                .verify(headers::get, "5".getBytes(UTF_8)))
        .satisfies(rejected(Reason.MALFORMED));
  }

  @Test
  void theWindowEndsFiveMinutesEitherWay() {
    Map<String, String> headers = signed(SignatureScheme.STANDARD, BODY);

    assertThat(at(NOW + 300).verify(headers::get, BODY)).isInstanceOf(Verified.class);
    assertThat(at(NOW - 300).verify(headers::get, BODY)).isInstanceOf(Verified.class);
    assertThat(at(NOW + 301).verify(headers::get, BODY)).satisfies(rejected(Reason.TOO_OLD));
    assertThat(at(NOW - 301).verify(headers::get, BODY)).satisfies(rejected(Reason.TOO_NEW));
  }

  @Test
  void withoutAWindowAnyTimeIsGood() {
    WebhookVerifier verifier =
        verifier(SignatureScheme.STANDARD).clock(() -> Instant.EPOCH).withoutWindow().build();

    assertThat(verifier.verify(signed(SignatureScheme.STANDARD, BODY)::get, BODY))
        .isInstanceOf(Verified.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1795388400",
        "01795388400",
        "1795388400.0",
        "1e9",
        "999999999999999999999",
        "١٧٩٥"
      })
  void aTimestampThatIsNoneIsMalformed(String timestamp) {
    Map<String, String> headers = signed(SignatureScheme.STANDARD, BODY);
    headers.put("webhook-timestamp", timestamp);

    assertThat(
            verifier(SignatureScheme.STANDARD).withoutWindow().build().verify(headers::get, BODY))
        .satisfies(rejected(Reason.MALFORMED));
  }

  @Test
  void everyConfiguredSchemeMustVerify() {
    WebhookVerifier both = verifier(SignatureScheme.SERVO).scheme(SignatureScheme.STANDARD).build();
    Map<String, String> headers = signed(SignatureScheme.SERVO, BODY);
    headers.putAll(signed(SignatureScheme.STANDARD, BODY));

    assertThat(both.verify(headers::get, BODY))
        .isEqualTo(
            new Verified(
                "msg_1",
                Instant.ofEpochSecond(NOW),
                EnumSet.of(SignatureScheme.SERVO, SignatureScheme.STANDARD)));

    headers.remove("webhook-signature");
    assertThat(both.verify(headers::get, BODY)).satisfies(rejected(Reason.MISSING));
  }

  @Test
  void theMessageCannotChooseTheAlgorithm() {
    String publicKey = KEY.publicKey().toString();
    Map<String, String> forged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    forged.put("webhook-id", "msg_1");
    forged.put("webhook-timestamp", Long.toString(NOW));
    WebhookSigner.of(List.of(SignatureScheme.STANDARD), List.of(publicKey), List.of())
        .sign("msg_1", NOW, BODY, forged::put);

    WebhookVerifier asymmetric =
        WebhookVerifier.builder()
            .publicKey(publicKey)
            .clock(() -> Instant.ofEpochSecond(NOW))
            .build();
    assertThat(asymmetric.verify(forged::get, BODY)).satisfies(rejected(Reason.NO_MATCH));
  }

  @Test
  void theOldSecretCountsWhileItIsNamed() {
    Map<String, String> headers = new TreeMap<>(signed(SignatureScheme.STANDARD, BODY));

    assertThat(
            WebhookVerifier.builder()
                .secret("new one")
                .secret(SECRET)
                .withoutWindow()
                .build()
                .verify(headers::get, BODY))
        .isInstanceOf(Verified.class);
    assertThat(
            WebhookVerifier.builder()
                .secret("new one")
                .withoutWindow()
                .build()
                .verify(headers::get, BODY))
        .satisfies(rejected(Reason.NO_MATCH));
  }

  @Test
  void oneOfSeveralSignaturesIsEnoughAndUnknownVersionsAreIgnored() {
    Map<String, String> headers = signed(SignatureScheme.STANDARD, BODY);
    String genuine = headers.get("webhook-signature");
    WebhookVerifier verifier = verifier(SignatureScheme.STANDARD).build();

    headers.put("webhook-signature", "v2,x v1,AAAA  v1a,AAAA  " + genuine + " v1,");
    assertThat(verifier.verify(headers::get, BODY)).isInstanceOf(Verified.class);

    headers.put("webhook-signature", genuine.replace("v1,", "v2,"));
    assertThat(verifier.verify(headers::get, BODY)).satisfies(rejected(Reason.NO_MATCH));
  }

  @Test
  void anEndlessHeaderIsRefusedUnread() {
    Map<String, String> headers = signed(SignatureScheme.STANDARD, BODY);
    headers.put("webhook-signature", "v1,AAAA ".repeat(2000) + headers.get("webhook-signature"));

    assertThat(verifier(SignatureScheme.STANDARD).build().verify(headers::get, BODY))
        .satisfies(rejected(Reason.MALFORMED));
  }

  @Test
  void randomHeadersNeverVerifyAndNeverThrow() {
    Random random = new Random(42);
    WebhookVerifier verifier = all();
    for (int i = 0; i < 20_000; i++) {
      assertThat(verifier.verify(name -> random.nextInt(9) == 0 ? null : noise(random, name), BODY))
          .isInstanceOf(Rejected.class);
    }
  }

  @Test
  void signsAndVerifiesOnManyThreadsAtOnce() throws Exception {
    WebhookVerifier verifier = all();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results =
          threads.invokeAll(
              java.util.Collections.nCopies(
                  500,
                  () ->
                      verifier.verify(
                          signed(EnumSet.allOf(SignatureScheme.class), BODY)::get, BODY)));
      for (var result : results) {
        assertThat(result.get()).isInstanceOf(Verified.class);
      }
    }
  }

  @Test
  void aVerifierNeedsAKeyForEveryScheme() {
    assertThatThrownBy(() -> WebhookVerifier.builder().build())
        .hasMessageContaining("a secret or a public key");
    assertThatThrownBy(
            () -> WebhookVerifier.builder().secret("s").scheme(SignatureScheme.ED25519).build())
        .hasMessageContaining("ed25519 needs a public key");
    assertThatThrownBy(
            () ->
                WebhookVerifier.builder()
                    .publicKey(KEY.publicKey().toString())
                    .scheme(SignatureScheme.SERVO)
                    .build())
        .hasMessageContaining("servo needs a secret");
    assertThatThrownBy(() -> WebhookVerifier.builder().secret("").build())
        .hasMessageContaining("must not be empty");
  }

  @Test
  void aMessageNeverBearsTheSecret() {
    assertThatThrownBy(() -> WebhookVerifier.builder().secret("whsec_~hidden~").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("~")
        .hasNoCause();
    assertThatThrownBy(() -> SigningKey.parse("whsk_~hidden~"))
        .hasMessageNotContaining("~")
        .hasNoCause();
  }

  @Test
  void aSignerRefusesAnIdThatCouldBeCutElsewhere() {
    WebhookSigner signer =
        WebhookSigner.of(List.of(SignatureScheme.STANDARD), List.of(SECRET), List.of());

    assertThatThrownBy(() -> signer.sign("a.b", NOW, BODY, (name, value) -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static WebhookVerifier all() {
    WebhookVerifier.Builder builder =
        WebhookVerifier.builder()
            .secret(SECRET)
            .publicKey(KEY.publicKey().toString())
            .clock(() -> Instant.ofEpochSecond(NOW));
    EnumSet.allOf(SignatureScheme.class).forEach(builder::scheme);
    return builder.build();
  }

  private static String noise(Random random, String name) {
    return switch (random.nextInt(6)) {
      case 0 -> Long.toString(NOW);
      case 1 -> "msg_" + random.nextInt();
      case 2 -> "sha256=" + Long.toHexString(random.nextLong());
      case 3 -> "v1," + random.nextLong() + " v1a,AAAA v1a," + "A".repeat(86) + "==";
      case 4 ->
          random
              .ints(20, 0, 0x10ffff)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      default -> name;
    };
  }

  private static WebhookVerifier at(long now) {
    return verifier(SignatureScheme.STANDARD).clock(() -> Instant.ofEpochSecond(now)).build();
  }

  private static WebhookVerifier.Builder verifier(SignatureScheme scheme) {
    return WebhookVerifier.builder()
        .secret(SECRET)
        .publicKey(SigningKey.parse(OTHER_KEY).publicKey().toString())
        .publicKey(KEY.publicKey().toString())
        .scheme(scheme)
        .clock(() -> Instant.ofEpochSecond(NOW));
  }

  private static Map<String, String> signed(SignatureScheme scheme, byte[] body) {
    return signed(EnumSet.of(scheme), body);
  }

  private static final Map<EnumSet<SignatureScheme>, WebhookSigner> SIGNERS =
      new java.util.concurrent.ConcurrentHashMap<>();

  private static Map<String, String> signed(EnumSet<SignatureScheme> schemes, byte[] body) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("webhook-id", "msg_1");
    headers.put("webhook-timestamp", Long.toString(NOW));
    SIGNERS
        .computeIfAbsent(
            schemes, chosen -> WebhookSigner.of(chosen, List.of(SECRET), List.of(KEY_TEXT)))
        .sign("msg_1", NOW, body, headers::put);
    return headers;
  }

  private static org.assertj.core.api.ThrowingConsumer<Verification> rejected(Reason reason) {
    return verification ->
        assertThat(verification)
            .isInstanceOfSatisfying(
                Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(reason));
  }
}
