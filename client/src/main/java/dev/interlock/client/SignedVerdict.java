package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/// Signs a responder's reply, so that nobody between responder and sender can veto, allow, reflect
/// or replay one. Immutable and thread-safe.
///
/// The header `interlock-verdict` bears `v1,` and base64 of HMAC-SHA256 over six lines joined by a
/// line feed (none at the end), in UTF-8:
///
/// 1. the request's `webhook-id`
/// 2. the request's `interlock-nonce`: another one on every attempt
/// 3. the reply's status, three digits
/// 4. the reply's `Content-Type` exactly as sent; an empty line where there is none
/// 5. SHA-256 of the request's body, lowercase hex
/// 6. SHA-256 of the reply's body as it is before any content coding, lowercase hex; an empty body
///    has a hash too
///
/// The key is HKDF-SHA256 (RFC 5869) of 32 bytes: no salt, info `interlock verdict v1`, and for
/// input the secret: what follows `whsec_` decoded, or any other secret's UTF-8 bytes.
public final class SignedVerdict {

  /// In the reply.
  public static final String HEADER = "interlock-verdict";

  /// In the request.
  public static final String NONCE_HEADER = "interlock-nonce";

  private static final byte[] INFO = "interlock verdict v1".getBytes(UTF_8);
  private static final String VERSION = "v1,";
  private static final int KEY_LENGTH = 32;
  private static final int NONCE_LENGTH = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<HmacKey> keys;

  private SignedVerdict(List<HmacKey> keys) {
    this.keys = keys;
  }

  /// The request that is answered.
  ///
  /// @param body exactly the bytes that came
  public record Request(String id, String nonce, byte[] body) {
    public Request {
      oneLine("webhook-id", id);
      oneLine(NONCE_HEADER, nonce);
    }
  }

  /// The answer.
  ///
  /// @param contentType exactly as sent; empty where there is none
  /// @param body as it is before any content coding
  public record Reply(int status, String contentType, byte[] body) {
    public Reply {
      if (status < 100 || status > 999) {
        throw new IllegalArgumentException("status: found " + status + ", expected three digits");
      }
      oneLine("Content-Type", contentType);
    }
  }

  /// @param secrets the newest first: it signs; any of them verifies
  /// @throws IllegalArgumentException where there is none, or one is malformed; never bears a
  ///   secret
  public static SignedVerdict of(List<String> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("a signed verdict needs a secret");
    }
    return new SignedVerdict(
        secrets.stream()
            .map(secret -> new HmacKey(HmacKey.SHA256, derive(SecretBytes.decoded(secret))))
            .toList());
  }

  /// A nonce for one attempt: 128 random bits.
  public static String nonce() {
    byte[] bytes = new byte[NONCE_LENGTH];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// The value of `interlock-verdict`.
  public String sign(Request request, Reply reply) {
    return VERSION
        + Base64.getEncoder().encodeToString(keys.getFirst().compute(content(request, reply)));
  }

  /// Whether `header` is the verdict on this very exchange.
  ///
  /// @param header the reply's `interlock-verdict`; null where there is none
  public boolean verify(@Nullable String header, Request request, Reply reply) {
    if (header == null || !header.startsWith(VERSION)) {
      return false;
    }
    byte[] candidate = header.substring(VERSION.length()).getBytes(UTF_8);
    byte[] content = content(request, reply);
    boolean matches = false;
    for (HmacKey key : keys) {
      matches |= MessageDigest.isEqual(Base64.getEncoder().encode(key.compute(content)), candidate);
    }
    return matches;
  }

  private static byte[] content(Request request, Reply reply) {
    return String.join(
            "\n",
            request.id(),
            request.nonce(),
            Integer.toString(reply.status()),
            reply.contentType(),
            sha256(request.body()),
            sha256(reply.body()))
        .getBytes(UTF_8);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  private static byte[] derive(byte[] secret) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(INFO, KEY_LENGTH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HKDF-SHA256", e);
    }
  }

  private static void oneLine(String what, String value) {
    if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw new IllegalArgumentException(what + ": a line break has no place in it");
    }
  }
}
