package dev.interlock.host.http.jwt;

import dev.interlock.api.egress.Egress;
import dev.interlock.host.http.jwt.KnownKeys.Known;
import dev.interlock.host.http.jwt.TokenVerdict.Invalid;
import dev.interlock.host.http.jwt.TokenVerdict.Undecided;
import dev.interlock.host.http.jwt.TokenVerdict.Valid;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// Says whether a token is the issuer's, for this audience, and of now: a JWS in compact form (RFC
/// 7515, 7519), signed by RS256, ES256 or EdDSA with a key of the issuer's set, with `iss`, `aud`,
/// `exp` and `sub`. Clocks may differ by 30 s. What is in the token's header but `alg` and `kid`
/// counts for nothing. Thread-safe. Logs no token.
public final class TokenVerifier {

  static final int SKEW_SECONDS = 30;
  private static final int LONGEST_SUBJECT = 255;

  private static final String[] ALGORITHMS = {
    AlgorithmIdentifiers.RSA_USING_SHA256,
    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
    AlgorithmIdentifiers.EDDSA
  };
  private static final Set<String> KNOWN_ALGORITHMS = Set.of(ALGORITHMS);

  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]*+\\.[A-Za-z0-9_-]*+");

  private final JwtSettings settings;
  private final InstantSource clock;
  private final KeySource source;
  private final VerifiedTokens verified = new VerifiedTokens();

  public TokenVerifier(JwtSettings settings, Egress egress, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.source = new KeySource(settings.jwksUrl(), egress, clock);
  }

  /// Whether it has the form of a token, which says nothing of its worth.
  public static boolean isToken(String text) {
    return FORM.matcher(text).matches();
  }

  /// Waits for the issuer's keys where there are none, or not the one that the token names: at most
  /// 5 s.
  public TokenVerdict verify(String token) {
    return verdict(token, source);
  }

  /// By the keys that there are: never waits, and asks nobody.
  public TokenVerdict verifyByKnownKeys(String token) {
    return verdict(
        token,
        new KnownKeys() {
          @Override
          public Known known() {
            return source.asKnown();
          }

          @Override
          public Known refreshed(Known before) {
            return before;
          }
        });
  }

  /// What keeps the issuer's keys from being fetched.
  public Optional<String> problem() {
    return source.problem();
  }

  /// What is no token of ours, whoever signed it, makes nobody ask for keys.
  private TokenVerdict verdict(String token, KnownKeys by) {
    JsonWebSignature unverified = new JsonWebSignature();
    String algorithm;
    String key;
    try {
      unverified.setCompactSerialization(token);
      algorithm = unverified.getAlgorithmHeaderValue();
      key = unverified.getKeyIdHeaderValue();
    } catch (JoseException | RuntimeException _) {
      return new Invalid(TokenFaults.MALFORMED);
    }
    if (algorithm == null || !KNOWN_ALGORITHMS.contains(algorithm)) {
      return new Invalid("the token is not signed by RS256, ES256 or EdDSA");
    }
    Known known = by.known();
    if (known.keys() != null && known.keys().find(algorithm, key).isEmpty()) {
      known = by.refreshed(known);
    }
    SigningKeys keys = known.keys();
    List<PublicKey> fitting = keys == null ? List.of() : keys.find(algorithm, key);
    if (keys == null || (fitting.isEmpty() && known.failure() != null)) {
      return undecided(known);
    }
    return switch (fitting.size()) {
      case 0 -> new Invalid("the token is signed by none of the issuer's keys");
      case 1 -> remembered(token, keys, fitting.getFirst());
      default -> new Invalid("the token names no key (kid), and several could be meant");
    };
  }

  private static Undecided undecided(Known known) {
    String why = known.failure() == null ? "" : " (" + known.failure() + ")";
    return new Undecided(
        "tokens can't be checked now: the issuer's keys could not be fetched" + why, known.again());
  }

  private TokenVerdict remembered(String token, SigningKeys keys, PublicKey key) {
    String digest = VerifiedTokens.digest(token);
    long now = clock.instant().getEpochSecond();
    Optional<Valid> before = verified.find(digest, keys, now);
    if (before.isPresent()) {
      return before.get();
    }
    try {
      JwtClaims claims = claims(token, key, now);
      TokenVerdict verdict = verdict(claims);
      if (verdict instanceof Valid valid) {
        verified.add(digest, valid, keys, claims.getExpirationTime().getValue());
      }
      return verdict;
    } catch (InvalidJwtException refused) {
      return new Invalid(TokenFaults.words(refused));
    } catch (MalformedClaimException | RuntimeException _) {
      return new Invalid(TokenFaults.MALFORMED);
    }
  }

  private JwtClaims claims(String token, PublicKey key, long now) throws InvalidJwtException {
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(ConstraintType.PERMIT, ALGORITHMS)
        .setVerificationKey(key)
        .setExpectedIssuer(true, settings.issuer())
        .setExpectedAudience(true, settings.audience())
        .setRequireExpirationTime()
        .setRequireSubject()
        .setEvaluationTime(NumericDate.fromSeconds(now))
        .setAllowedClockSkewInSeconds(SKEW_SECONDS)
        .build()
        .processToClaims(token);
  }

  private static TokenVerdict verdict(JwtClaims claims) throws MalformedClaimException {
    String subject = claims.getSubject();
    if (subject.isBlank()
        || subject.length() > LONGEST_SUBJECT
        || subject.chars().anyMatch(Character::isISOControl)) {
      return new Invalid(
          "the sub of the token is not 1 to " + LONGEST_SUBJECT + " visible characters");
    }
    List<String> scopes = new ArrayList<>();
    addScopes(claims.getClaimValue("scope"), scopes);
    addScopes(claims.getClaimValue("scp"), scopes);
    return new Valid(subject, scopes);
  }

  /// A text with spaces between (RFC 8693), or a list, as some issuers write it.
  private static void addScopes(@Nullable Object claim, List<String> scopes) {
    if (claim instanceof String text) {
      scopes.addAll(List.of(text.strip().split(" +")));
    } else if (claim instanceof List<?> list) {
      list.stream().filter(String.class::isInstance).map(String.class::cast).forEach(scopes::add);
    }
  }
}
