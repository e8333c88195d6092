package dev.interlock.client;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Signs requests under a fixed set of schemes. Immutable and thread-safe; made once for each set
/// of keys, since it prepares them. `servo`, `hub` and `github` sign with the first secret,
/// literally; `standard` with every secret; `ed25519` with every signing key.
public final class WebhookSigner {

  private static final HexFormat HEX = HexFormat.of();
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private final Set<SignatureScheme> schemes;
  private final @Nullable HmacKey sha1;
  private final @Nullable HmacKey sha256;
  private final List<HmacKey> standard;
  private final List<SigningKey> ed25519;

  private WebhookSigner(Set<SignatureScheme> schemes, List<String> secrets, List<SigningKey> keys) {
    this.schemes = schemes;
    byte @Nullable [] first = secrets.isEmpty() ? null : SecretBytes.literal(secrets.getFirst());
    this.sha1 = first == null ? null : new HmacKey(HmacKey.SHA1, first);
    this.sha256 = first == null ? null : new HmacKey(HmacKey.SHA256, first);
    this.standard =
        schemes.contains(SignatureScheme.STANDARD)
            ? secrets.stream()
                .map(s -> new HmacKey(HmacKey.SHA256, SecretBytes.decoded(s)))
                .toList()
            : List.of();
    this.ed25519 = keys;
  }

  /// @param secrets the newest first; may be empty where `ed25519` is the only scheme
  /// @param signingKeys `whsk_…`; empty unless `ed25519` is among the schemes
  /// @throws IllegalArgumentException where a scheme has no key, or a key is malformed; never bears
  ///   a key
  public static WebhookSigner of(
      Collection<SignatureScheme> schemes, List<String> secrets, List<String> signingKeys) {
    if (schemes.isEmpty()) {
      throw new IllegalArgumentException("signing: found no scheme, expected at least one");
    }
    Set<SignatureScheme> chosen = EnumSet.copyOf(schemes);
    for (SignatureScheme scheme : chosen) {
      boolean keyed =
          scheme == SignatureScheme.ED25519 ? !signingKeys.isEmpty() : !secrets.isEmpty();
      if (!keyed) {
        throw new IllegalArgumentException(
            scheme
                + " needs "
                + (scheme == SignatureScheme.ED25519 ? "a signing key" : "a secret"));
      }
    }
    return new WebhookSigner(
        chosen, List.copyOf(secrets), signingKeys.stream().map(SigningKey::parse).toList());
  }

  /// Signs one attempt and hands each header to `header`, name and value; `standard` and `ed25519`
  /// share one.
  ///
  /// @param id the `webhook-id` that is sent: printable ASCII without full stops, at most 256
  ///   characters
  /// @param timestamp the `webhook-timestamp` that is sent, in seconds since 1970
  /// @param body exactly the bytes that are sent
  public void sign(String id, long timestamp, byte[] body, BiConsumer<String, String> header) {
    StringBuilder shared = new StringBuilder();
    byte @Nullable [] head = null;
    for (SignatureScheme scheme : schemes) {
      if (scheme.timestamped()) {
        head = head == null ? head(id, timestamp) : head;
        append(shared, scheme, head, body);
      } else {
        header.accept(scheme.header(), plain(scheme, body));
      }
    }
    if (head != null) {
      header.accept(SignatureScheme.STANDARD.header(), shared.toString());
    }
  }

  /// The public keys of the `ed25519` signing keys, in their order.
  public List<VerifyingKey> publicKeys() {
    List<VerifyingKey> keys = new ArrayList<>();
    ed25519.forEach(key -> keys.add(key.publicKey()));
    return List.copyOf(keys);
  }

  private static byte[] head(String id, long timestamp) {
    if (!SignedContent.isId(id)) {
      throw new IllegalArgumentException(
          "webhook-id: expected 1 to 256 printable ASCII characters without a full stop");
    }
    return SignedContent.head(id, Long.toString(timestamp));
  }

  private String plain(SignatureScheme scheme, byte[] body) {
    return switch (scheme) {
      case SERVO -> HEX.formatHex(keyed(sha1).compute(body));
      case HUB -> HEX.formatHex(keyed(sha256).compute(body));
      case GITHUB -> "sha256=" + HEX.formatHex(keyed(sha256).compute(body));
      case STANDARD, ED25519 -> throw new IllegalStateException(scheme + " is timestamped");
    };
  }

  private static HmacKey keyed(@Nullable HmacKey key) {
    if (key == null) {
      throw new IllegalStateException("no secret"); // `of` has seen to it
    }
    return key;
  }

  private void append(StringBuilder shared, SignatureScheme scheme, byte[] head, byte[] body) {
    if (scheme == SignatureScheme.STANDARD) {
      for (HmacKey key : standard) {
        separate(shared).append("v1,").append(BASE64.encodeToString(key.compute(head, body)));
      }
    } else {
      for (SigningKey key : ed25519) {
        separate(shared).append("v1a,").append(BASE64.encodeToString(key.sign(head, body)));
      }
    }
  }

  private static StringBuilder separate(StringBuilder text) {
    return text.isEmpty() ? text : text.append(' ');
  }
}
