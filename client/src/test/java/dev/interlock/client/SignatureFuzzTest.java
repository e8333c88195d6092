package dev.interlock.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.interlock.client.Verification.Rejected;
import dev.interlock.client.Verification.Verified;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An input is five lines and a body: which scheme, `webhook-id`, `webhook-timestamp`, an edit, the
/// scheme's header. Of an edit `AT=TEXT` the request is signed as it should be, and then the text
/// written over the signature from there on; without an edit the header is taken as it is.
class SignatureFuzzTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String SIGNING_KEY = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=";
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final int PARTS = 6;
  private static final SignedVerdict VERDICT = SignedVerdict.of(List.of(SECRET));
  private static final Map<SignatureScheme, WebhookSigner> SIGNERS =
      each(scheme -> WebhookSigner.of(Set.of(scheme), List.of(SECRET), List.of(SIGNING_KEY)));
  private static final Map<SignatureScheme, WebhookVerifier> VERIFIERS =
      each(SignatureFuzzTest::verifier);

  private record Input(SignatureScheme scheme, String[] parts, byte[] body) {

    String id() {
      return parts[1];
    }

    String timestamp() {
      return parts[2];
    }

    String edit() {
      return parts[3];
    }

    String header() {
      return parts[4];
    }
  }

  @FuzzTest(maxDuration = "20s")
  void onlyWhatAKeySignedVerifies(byte[] data) throws GeneralSecurityException {
    Input input = input(data);
    checkRequest(input);
    checkVerdict(input);
  }

  private static void checkRequest(Input input) throws GeneralSecurityException {
    Map<String, String> headers = headers(input);
    Verification first = VERIFIERS.get(input.scheme()).verify(headers::get, input.body());

    boolean signed = isSigned(input, headers.get(input.scheme().header()));
    switch (first) {
      case Verified verified -> {
        assertThat(signed).as("verified, so signed").isTrue();
        assertThat(verified.schemes()).containsExactly(input.scheme());
        assertThat(verified.id()).isEqualTo(input.scheme().timestamped() ? input.id() : null);
      }
      case Rejected rejected -> {
        assertThat(signed && isTimely(input)).as("rejected: " + rejected).isFalse();
        assertThat(rejected.message()).isNotBlank();
      }
    }
  }

  private static void checkVerdict(Input input) {
    var asked = new SignedVerdict.Request("id", "nonce", input.body());
    var answer = new SignedVerdict.Reply(200, "application/json", input.body());
    String right = VERDICT.sign(asked, answer);

    assertThat(VERDICT.verify(right, asked, answer)).isTrue();
    String edited = edited(right, input.edit());
    assertThat(VERDICT.verify(edited, asked, answer)).isEqualTo(edited.equals(right));
    assertThat(VERDICT.verify(input.header(), asked, answer))
        .isEqualTo(input.header().equals(right));
    if (isLine(input.id()) && isLine(input.timestamp())) {
      var other = new SignedVerdict.Request(input.id(), input.timestamp(), input.body());
      boolean same = input.id().equals("id") && input.timestamp().equals("nonce");
      assertThat(VERDICT.verify(right, other, answer)).isEqualTo(same);
    }
  }

  private static boolean isLine(String text) {
    return text.indexOf('\r') < 0 && text.indexOf('\n') < 0;
  }

  private static Input input(byte[] data) {
    String[] parts = new String(data, ISO_8859_1).split("\n", PARTS);
    String[] whole = Arrays.copyOf(parts, PARTS);
    for (int i = parts.length; i < PARTS; i++) {
      whole[i] = "";
    }
    SignatureScheme[] schemes = SignatureScheme.values();
    int chosen = whole[0].isEmpty() ? 0 : whole[0].charAt(0) % schemes.length;
    return new Input(schemes[chosen], whole, whole[5].getBytes(ISO_8859_1));
  }

  private static Map<String, String> headers(Input input) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (!input.edit().isEmpty() && isNumber(input.timestamp()) && SignedContent.isId(input.id())) {
      Map<String, String> signed = new HashMap<>();
      SIGNERS
          .get(input.scheme())
          .sign(input.id(), Long.parseLong(input.timestamp()), input.body(), signed::put);
      signed.forEach((name, value) -> headers.put(name, edited(value, input.edit())));
    } else {
      headers.put(input.scheme().header(), input.header());
    }
    headers.put(SignatureScheme.ID_HEADER, input.id());
    headers.put(SignatureScheme.TIMESTAMP_HEADER, input.timestamp());
    return headers;
  }

  private static boolean isNumber(String text) {
    return text.matches("0|[1-9][0-9]{0,10}");
  }

  private static String edited(String value, String edit) {
    int equals = edit.indexOf('=');
    String at = equals < 0 ? "" : edit.substring(0, equals);
    if (!at.matches("[0-9]{1,3}") || Integer.parseInt(at) > value.length()) {
      return value;
    }
    int from = Integer.parseInt(at);
    String text = edit.substring(equals + 1);
    int to = Math.min(value.length(), from + text.length());
    return value.substring(0, from) + text + value.substring(to);
  }

  private static <T> Map<SignatureScheme, T> each(Function<SignatureScheme, T> of) {
    return Arrays.stream(SignatureScheme.values()).collect(Collectors.toMap(each -> each, of));
  }

  private static WebhookVerifier verifier(SignatureScheme scheme) {
    String publicKey = SigningKey.parse(SIGNING_KEY).publicKey().toString();
    return WebhookVerifier.builder()
        .secret(SECRET)
        .publicKey(publicKey)
        .scheme(scheme)
        .clock(InstantSource.fixed(NOW))
        .build();
  }

  private static boolean isTimely(Input input) {
    return !input.scheme().timestamped()
        || (SignedContent.isId(input.id())
            && isNumber(input.timestamp())
            && Math.abs(Long.parseLong(input.timestamp()) - NOW.getEpochSecond()) <= 300);
  }

  /// By the specification's words, without the verifier's code; Ed25519 signs alike each time.
  private static boolean isSigned(Input input, String header) throws GeneralSecurityException {
    if (header.length() > 8192) {
      return false;
    }
    byte[] literal = SECRET.getBytes(UTF_8);
    HexFormat hex = HexFormat.of();
    byte[] body = input.body();
    return switch (input.scheme()) {
      case SERVO -> header.equals(hex.formatHex(mac("HmacSHA1", literal, body)));
      case HUB -> header.equals(hex.formatHex(mac("HmacSHA256", literal, body)));
      case GITHUB -> header.equals("sha256=" + hex.formatHex(mac("HmacSHA256", literal, body)));
      case STANDARD -> {
        byte[] key = Base64.getDecoder().decode(SECRET.substring(6));
        byte[] mac = mac("HmacSHA256", key, content(input));
        yield among(header, "v1,", Base64.getEncoder().encodeToString(mac));
      }
      case ED25519 -> {
        byte[] signature = SigningKey.parse(SIGNING_KEY).sign(new byte[0], content(input));
        yield among(header, "v1a,", Base64.getEncoder().encodeToString(signature));
      }
    };
  }

  private static byte[] content(Input input) {
    String head = input.id() + "." + input.timestamp() + ".";
    return (head + new String(input.body(), ISO_8859_1)).getBytes(ISO_8859_1);
  }

  /// Only the first 32 of a version are looked at.
  private static boolean among(String header, String version, String signature) {
    return Arrays.stream(header.split(" "))
        .filter(each -> each.startsWith(version))
        .limit(32)
        .anyMatch((version + signature)::equals);
  }

  private static byte[] mac(String algorithm, byte[] key, byte[] content)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key, algorithm));
    return mac.doFinal(content);
  }
}
