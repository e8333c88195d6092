package dev.interlock.host.http.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// The keys of an issuer that can sign by one of our algorithms; each serves one algorithm,
/// whatever a token asks for. Others of its set are passed over. Immutable.
final class SigningKeys {

  /// The most that are looked at in one set.
  static final int MOST = 64;

  private static final int SHORTEST_RSA = 2048;

  private record SigningKey(@Nullable String id, String algorithm, PublicKey key) {}

  private final List<SigningKey> keys;

  private SigningKeys(List<SigningKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /// @param document a JSON Web Key Set
  /// @throws IllegalArgumentException where it is none, or has too many keys; the message repeats
  ///   nothing of it
  static SigningKeys parse(byte[] document) {
    List<JsonWebKey> all;
    try {
      all = new JsonWebKeySet(new String(document, UTF_8)).getJsonWebKeys();
    } catch (JoseException | RuntimeException e) {
      throw new IllegalArgumentException("no JSON Web Key Set", e);
    }
    if (all.size() > MOST) {
      throw new IllegalArgumentException(all.size() + " keys, more than " + MOST);
    }
    List<SigningKey> found = new ArrayList<>();
    for (JsonWebKey each : all) {
      signing(each).ifPresent(found::add);
    }
    return new SigningKeys(found);
  }

  private static Optional<SigningKey> signing(JsonWebKey key) {
    String use = key.getUse();
    List<String> operations = key.getKeyOps();
    String algorithm = algorithm(key);
    String stated = key.getAlgorithm();
    boolean fits =
        (use == null || use.equals("sig"))
            && (operations == null || operations.contains("verify"))
            && (stated == null || stated.equals(algorithm));
    return fits && algorithm != null && key instanceof PublicJsonWebKey pair
        ? Optional.of(new SigningKey(key.getKeyId(), algorithm, pair.getPublicKey()))
        : Optional.empty();
  }

  /// Null where it signs by none of ours. A shared secret never does.
  private static @Nullable String algorithm(JsonWebKey key) {
    if (key instanceof RsaJsonWebKey rsa) {
      return rsa.getRsaPublicKey().getModulus().bitLength() >= SHORTEST_RSA
          ? AlgorithmIdentifiers.RSA_USING_SHA256
          : null;
    }
    if (key instanceof EllipticCurveJsonWebKey curve) {
      return curve.getCurveName().equals("P-256")
          ? AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256
          : null;
    }
    return key instanceof OctetKeyPairJsonWebKey pair && pair.getSubtype().startsWith("Ed")
        ? AlgorithmIdentifiers.EDDSA
        : null;
  }

  /// Those that a token by this algorithm may mean: all of them where it names none.
  List<PublicKey> find(String algorithm, @Nullable String id) {
    return keys.stream()
        .filter(each -> each.algorithm.equals(algorithm) && (id == null || id.equals(each.id)))
        .map(SigningKey::key)
        .toList();
  }
}
