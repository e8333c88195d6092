package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignedVerdictTest {

  private static final SignedVerdict VERDICT = SignedVerdict.of(List.of("s3cr3t"));
  private static final SignedVerdict.Request REQUEST =
      new SignedVerdict.Request("msg_1", "nonce", "{\"event\":\"before:adjust\"}".getBytes(UTF_8));
  private static final SignedVerdict.Reply REPLY =
      new SignedVerdict.Reply(200, Veto.CONTENT_TYPE, Veto.body("not now"));

  /// Computed apart from this code, by Python's hmac and hashlib as docs/responders.md shows.
  @Test
  void bytesAreThoseOfThePage() {
    assertThat(VERDICT.sign(REQUEST, REPLY))
        .isEqualTo("v1,uUFM8gRVLxFwsfbEg9AyLVbFb1P/PDxKVNPQFeasjvw=");
  }

  @Test
  void verifiesItsOwn() {
    assertThat(VERDICT.verify(VERDICT.sign(REQUEST, REPLY), REQUEST, REPLY)).isTrue();
  }

  @Test
  void nothingOfTheExchangeCanBeOther() {
    String header = VERDICT.sign(REQUEST, REPLY);
    byte[] other = "{}".getBytes(UTF_8);

    assertThat(
            VERDICT.verify(
                header, new SignedVerdict.Request("msg_2", "nonce", REQUEST.body()), REPLY))
        .isFalse();
    assertThat(
            VERDICT.verify(
                header, new SignedVerdict.Request("msg_1", "n0nce", REQUEST.body()), REPLY))
        .isFalse();
    assertThat(VERDICT.verify(header, new SignedVerdict.Request("msg_1", "nonce", other), REPLY))
        .isFalse();
    assertThat(
            VERDICT.verify(
                header, REQUEST, new SignedVerdict.Reply(204, Veto.CONTENT_TYPE, REPLY.body())))
        .isFalse();
    assertThat(
            VERDICT.verify(
                header, REQUEST, new SignedVerdict.Reply(200, "application/json", REPLY.body())))
        .isFalse();
    assertThat(
            VERDICT.verify(header, REQUEST, new SignedVerdict.Reply(200, Veto.CONTENT_TYPE, other)))
        .isFalse();
    assertThat(SignedVerdict.of(List.of("other")).verify(header, REQUEST, REPLY)).isFalse();
  }

  @Test
  void anyFlippedBitOfTheHeaderRejects() {
    String header = VERDICT.sign(REQUEST, REPLY);
    for (int bit = 0; bit < header.length() * 7; bit++) {
      char[] tampered = header.toCharArray();
      tampered[bit / 7] ^= (char) (1 << bit % 7);
      assertThat(VERDICT.verify(new String(tampered), REQUEST, REPLY)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void aMissingOrUnknownVerdictIsNone() {
    assertThat(VERDICT.verify(null, REQUEST, REPLY)).isFalse();
    assertThat(VERDICT.verify("", REQUEST, REPLY)).isFalse();
    assertThat(VERDICT.verify(VERDICT.sign(REQUEST, REPLY).replace("v1,", "v2,"), REQUEST, REPLY))
        .isFalse();
  }

  @Test
  void theOldSecretStillVerifies() {
    SignedVerdict both = SignedVerdict.of(List.of("new", "s3cr3t"));

    assertThat(both.verify(VERDICT.sign(REQUEST, REPLY), REQUEST, REPLY)).isTrue();
    assertThat(both.sign(REQUEST, REPLY))
        .isEqualTo(SignedVerdict.of(List.of("new")).sign(REQUEST, REPLY));
  }

  @Test
  void aWebhookSignatureIsNoVerdict() {
    // The verdict's key is derived, so that nothing signed for one purpose serves the other.
    StringBuilder signature = new StringBuilder();
    WebhookSigner.of(List.of(SignatureScheme.STANDARD), List.of("s3cr3t"), List.of())
        .sign("msg_1", 1, REQUEST.body(), (name, value) -> signature.append(value));

    assertThat(VERDICT.verify(signature.toString(), REQUEST, REPLY)).isFalse();
  }

  @Test
  void aLineBreakCannotShiftTheLines() {
    assertThatThrownBy(() -> new SignedVerdict.Request("a\nb", "n", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SignedVerdict.Reply(200, "a\rb", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noncesDiffer() {
    assertThat(SignedVerdict.nonce()).hasSize(22).isNotEqualTo(SignedVerdict.nonce());
  }
}
