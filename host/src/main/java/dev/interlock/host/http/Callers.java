package dev.interlock.host.http;

import dev.interlock.host.http.Route.Access;
import dev.interlock.host.http.jwt.TokenVerdict;
import dev.interlock.host.http.jwt.TokenVerdict.Invalid;
import dev.interlock.host.http.jwt.TokenVerdict.Undecided;
import dev.interlock.host.http.jwt.TokenVerdict.Valid;
import dev.interlock.host.http.jwt.TokenVerifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells who calls: by a key, or else by a token. Thread-safe.
final class Callers {

  /// Asks for nothing: whoever calls is local.
  static final Callers LOCAL = new Callers(new KeyRing(List.of()), null);

  private static final String CHALLENGE = "WWW-Authenticate";

  private final KeyRing keys;
  private final @Nullable TokenVerifier tokens;

  /// @param tokens null where no issuer is known
  Callers(KeyRing keys, @Nullable TokenVerifier tokens) {
    this.keys = keys;
    this.tokens = tokens;
  }

  /// What a request brings to say who sent it.
  ///
  /// @param bearer whether it came as such: only then it may be a token
  record Credential(String text, boolean bearer) {}

  /// Where no key is needed, one that is known still counts; what can't be told at once doesn't.
  ///
  /// @throws ProblemException 401 where nobody is told by it, 503 where that can't be told now
  Caller find(Optional<Credential> presented, Access access) {
    if (keys.isEmpty() && tokens == null) {
      return Caller.LOCAL;
    }
    Optional<Caller> byKey = presented.map(Credential::text).flatMap(keys::find);
    if (byKey.isPresent()) {
      return byKey.get();
    }
    if (tokens != null
        && presented.isPresent()
        && presented.get().bearer()
        && TokenVerifier.isToken(presented.get().text())) {
      return byToken(tokens, presented.get().text(), access);
    }
    if (!access.needsKey()) {
      return Caller.ANONYMOUS;
    }
    throw new ProblemException(
        Problem.of(401, presented.isPresent() ? unknown() : needed())
            .with(CHALLENGE, "Bearer realm=\"interlock\""));
  }

  private String unknown() {
    return tokens == null
        ? "the key is none of http.api_keys"
        : keys.isEmpty()
            ? "found no token in Authorization: Bearer TOKEN"
            : "the key is none of http.api_keys, and no token";
  }

  private String needed() {
    return tokens == null
        ? "a key is needed: send Authorization: Bearer KEY, or X-Api-Key: KEY"
        : keys.isEmpty()
            ? "a token is needed: send Authorization: Bearer TOKEN"
            : "a key or a token is needed: send Authorization: Bearer, or X-Api-Key: KEY";
  }

  private Caller byToken(TokenVerifier verifier, String token, Access access) {
    if (!access.needsKey()) {
      return verifier.verifyByKnownKeys(token) instanceof Valid valid
          ? caller(valid)
          : Caller.ANONYMOUS;
    }
    TokenVerdict verdict = verifier.verify(token);
    return switch (verdict) {
      case Valid valid -> caller(valid);
      case Invalid(String why) ->
          throw new ProblemException(
              Problem.of(401, why).with(CHALLENGE, "Bearer error=\"invalid_token\""));
      case Undecided(String why, var again) ->
          throw new ProblemException(
              Problem.unavailable("busy", why)
                  .with("Retry-After", Long.toString(Math.max(1, again.toSeconds()))));
    };
  }

  /// What is kept by a caller's name, as outcomes of `Idempotency-Key` are, belongs to one of them.
  private Caller caller(Valid token) {
    if (keys.hasName(token.subject())) {
      throw new ProblemException(
          403, "the token's sub is the name of one of http.api_keys: rename the key");
    }
    List<Grant> grants =
        token.scopes().stream().map(Grant::find).flatMap(Optional::stream).toList();
    return new Caller(token.subject(), Caller.Proof.TOKEN, grants);
  }
}
