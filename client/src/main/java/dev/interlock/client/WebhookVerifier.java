package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.client.Verification.Reason;
import dev.interlock.client.Verification.Rejected;
import dev.interlock.client.Verification.Verified;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Verifies requests. Every scheme that was configured must verify: a message that lacks one is
/// rejected, so that nobody gets past a strong scheme by offering a weak one. Comparing is
/// constant-time. Immutable and thread-safe.
public final class WebhookVerifier {

  private static final int MAX_SIGNATURES = 32;
  private static final int MAX_HEADER = 8192;

  private final Set<SignatureScheme> schemes;
  private final List<HmacKey> sha1 = new ArrayList<>();
  private final List<HmacKey> sha256 = new ArrayList<>();
  private final List<HmacKey> standard = new ArrayList<>();
  private final List<VerifyingKey> publicKeys;
  private final @Nullable Duration window;
  private final InstantSource clock;

  private WebhookVerifier(Builder builder) {
    this.schemes = builder.chosen();
    this.publicKeys = List.copyOf(builder.publicKeys);
    this.window = builder.window;
    this.clock = builder.clock;
    for (String secret : builder.secrets) {
      sha1.add(new HmacKey(HmacKey.SHA1, SecretBytes.literal(secret)));
      sha256.add(new HmacKey(HmacKey.SHA256, SecretBytes.literal(secret)));
      if (schemes.contains(SignatureScheme.STANDARD)) {
        standard.add(new HmacKey(HmacKey.SHA256, SecretBytes.decoded(secret)));
      }
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /// @param headers a header's value by its name, whatever its case; null where there is none
  /// @param body exactly the bytes that came, before any parsing
  public Verification verify(Function<String, @Nullable String> headers, byte[] body) {
    String id = null;
    Instant timestamp = null;
    byte[] head = new byte[0];
    if (schemes.stream().anyMatch(SignatureScheme::timestamped)) {
      id = headers.apply(SignatureScheme.ID_HEADER);
      String seconds = headers.apply(SignatureScheme.TIMESTAMP_HEADER);
      Rejected rejected = checkIdAndTime(id, seconds);
      if (rejected != null || id == null || seconds == null) {
        return rejected == null ? missing(SignatureScheme.ID_HEADER) : rejected;
      }
      timestamp = Instant.ofEpochSecond(Long.parseLong(seconds));
      head = SignedContent.head(id, seconds);
    }
    for (SignatureScheme scheme : schemes) {
      Rejected rejected = check(scheme, headers.apply(scheme.header()), head, body);
      if (rejected != null) {
        return rejected;
      }
    }
    return new Verified(id, timestamp, schemes);
  }

  private @Nullable Rejected checkIdAndTime(@Nullable String id, @Nullable String seconds) {
    if (id == null) {
      return missing(SignatureScheme.ID_HEADER);
    }
    if (seconds == null) {
      return missing(SignatureScheme.TIMESTAMP_HEADER);
    }
    if (!SignedContent.isId(id)) {
      return new Rejected(Reason.MALFORMED, "webhook-id is no id");
    }
    if (!isSeconds(seconds)) {
      return new Rejected(Reason.MALFORMED, "webhook-timestamp is no number of seconds");
    }
    if (window == null) {
      return null;
    }
    Duration age =
        Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), clock.instant());
    if (age.compareTo(window) > 0) {
      return new Rejected(Reason.TOO_OLD, "signed more than " + window.toSeconds() + " s ago");
    }
    if (age.negated().compareTo(window) > 0) {
      return new Rejected(
          Reason.TOO_NEW, "signed more than " + window.toSeconds() + " s ahead of this clock");
    }
    return null;
  }

  /// Up to eleven digits, without a leading zero or a sign.
  private static boolean isSeconds(String text) {
    if (text.isEmpty() || text.length() > 11 || (text.length() > 1 && text.charAt(0) == '0')) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private @Nullable Rejected check(
      SignatureScheme scheme, @Nullable String found, byte[] head, byte[] body) {
    if (found == null || found.isEmpty()) {
      return missing(scheme.header());
    }
    if (found.length() > MAX_HEADER) {
      return new Rejected(
          Reason.MALFORMED, scheme.header() + " is longer than " + MAX_HEADER + " characters");
    }
    boolean matches =
        switch (scheme) {
          case SERVO -> matchesHex(sha1, found, body);
          case HUB -> matchesHex(sha256, found, body);
          case GITHUB ->
              found.startsWith("sha256=") && matchesHex(sha256, found.substring(7), body);
          case STANDARD -> matchesStandard(signatures(found, "v1,"), head, body);
          case ED25519 -> matchesEd25519(signatures(found, "v1a,"), head, body);
        };
    return matches
        ? null
        : new Rejected(
            Reason.NO_MATCH, scheme + ": no signature in " + scheme.header() + " matches");
  }

  private static boolean matchesHex(List<HmacKey> keys, String found, byte[] body) {
    byte[] candidate = found.getBytes(UTF_8);
    boolean matches = false;
    for (HmacKey key : keys) {
      byte[] expected = HexFormat.of().formatHex(key.compute(body)).getBytes(UTF_8);
      matches |= MessageDigest.isEqual(expected, candidate);
    }
    return matches;
  }

  private boolean matchesStandard(List<byte[]> candidates, byte[] head, byte[] body) {
    boolean matches = false;
    for (HmacKey key : standard) {
      // Encoded, not decoded, forms are compared: base64 has several texts for the same bytes, and
      // only one is ours.
      byte[] expected = Base64.getEncoder().encode(key.compute(head, body));
      for (byte[] candidate : candidates) {
        matches |= MessageDigest.isEqual(expected, candidate);
      }
    }
    return matches;
  }

  private boolean matchesEd25519(List<byte[]> candidates, byte[] head, byte[] body) {
    for (byte[] candidate : candidates) {
      byte @Nullable [] signature = canonicalBase64(candidate);
      if (signature == null) {
        continue;
      }
      for (VerifyingKey key : publicKeys) {
        if (key.verify(head, body, signature)) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte @Nullable [] canonicalBase64(byte[] text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return Arrays.equals(Base64.getEncoder().encode(bytes), text) ? bytes : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /// The signatures of one version; others are passed over, and so is whatever is beyond the bound.
  private static List<byte[]> signatures(String header, String version) {
    List<byte[]> found = new ArrayList<>();
    int start = 0;
    while (start < header.length() && found.size() < MAX_SIGNATURES) {
      int space = header.indexOf(' ', start);
      int end = space < 0 ? header.length() : space;
      if (header.startsWith(version, start)) {
        found.add(
            header
                .substring(start + version.length(), Math.max(end, start + version.length()))
                .getBytes(UTF_8));
      }
      start = end + 1;
    }
    return found;
  }

  private static Rejected missing(String header) {
    return new Rejected(Reason.MISSING, header + " is missing");
  }

  /// What to verify with. Not thread-safe.
  public static final class Builder {
    private final List<String> secrets = new ArrayList<>();
    private final List<VerifyingKey> publicKeys = new ArrayList<>();
    private final Set<SignatureScheme> schemes = EnumSet.noneOf(SignatureScheme.class);
    private @Nullable Duration window = Duration.ofMinutes(5);
    private InstantSource clock = InstantSource.system();

    private Builder() {}

    /// One more secret that counts: give the old one and the new one while changing it.
    public Builder secret(String secret) {
      secrets.add(secret);
      return this;
    }

    /// One more Ed25519 public key that counts: `whpk_…`.
    public Builder publicKey(String key) {
      publicKeys.add(VerifyingKey.parse(key));
      return this;
    }

    /// One more scheme that must verify. Where none is named: `standard` with a secret, `ed25519`
    /// with a public key.
    public Builder scheme(SignatureScheme scheme) {
      schemes.add(scheme);
      return this;
    }

    /// How far `webhook-timestamp` may be from now, either way; 5 minutes unless set.
    public Builder window(Duration either) {
      if (either.isNegative()) {
        throw new IllegalArgumentException(
            "window: found " + either + ", expected no negative duration");
      }
      this.window = either;
      return this;
    }

    /// Any time is good: for what was kept and is looked at later, never for what arrives.
    public Builder withoutWindow() {
      this.window = null;
      return this;
    }

    public Builder clock(InstantSource source) {
      this.clock = source;
      return this;
    }

    /// @throws IllegalArgumentException where a scheme has no key, or a secret is malformed; never
    ///   bears the secret
    public WebhookVerifier build() {
      return new WebhookVerifier(this);
    }

    private Set<SignatureScheme> chosen() {
      Set<SignatureScheme> chosen = EnumSet.noneOf(SignatureScheme.class);
      chosen.addAll(schemes);
      if (chosen.isEmpty() && !secrets.isEmpty()) {
        chosen.add(SignatureScheme.STANDARD);
      }
      if (schemes.isEmpty() && !publicKeys.isEmpty()) {
        chosen.add(SignatureScheme.ED25519);
      }
      if (chosen.isEmpty()) {
        throw new IllegalArgumentException("a verifier needs a secret or a public key");
      }
      for (SignatureScheme scheme : chosen) {
        boolean asymmetric = scheme == SignatureScheme.ED25519;
        if (asymmetric ? publicKeys.isEmpty() : secrets.isEmpty()) {
          throw new IllegalArgumentException(
              scheme + " needs a " + (asymmetric ? "public key" : "secret"));
        }
      }
      return chosen;
    }
  }
}
