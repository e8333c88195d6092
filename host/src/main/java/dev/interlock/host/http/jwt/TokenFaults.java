package dev.interlock.host.http.jwt;

import java.util.List;
import java.util.stream.Collectors;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;

/// What is wrong with a token, in words that repeat nothing of it.
final class TokenFaults {

  static final String MALFORMED = "the token is malformed";

  private TokenFaults() {}

  static String words(InvalidJwtException refused) {
    List<ErrorCodeValidator.Error> errors = refused.getErrorDetails();
    return errors.isEmpty()
        ? MALFORMED
        : errors.stream()
            .map(error -> word(error.getErrorCode()))
            .distinct()
            .collect(Collectors.joining("; "));
  }

  private static String word(int code) {
    return switch (code) {
      case ErrorCodes.EXPIRED -> "the token has expired";
      case ErrorCodes.EXPIRATION_MISSING -> "the token has no exp";
      case ErrorCodes.NOT_YET_VALID -> "the token is not valid yet (nbf)";
      case ErrorCodes.AUDIENCE_MISSING -> "the token has no aud";
      case ErrorCodes.AUDIENCE_INVALID -> "the token is for another audience (aud)";
      case ErrorCodes.ISSUER_MISSING -> "the token has no iss";
      case ErrorCodes.ISSUER_INVALID -> "the token is of another issuer (iss)";
      case ErrorCodes.SUBJECT_MISSING -> "the token has no sub";
      case ErrorCodes.SIGNATURE_INVALID -> "the signature of the token does not fit";
      case ErrorCodes.SIGNATURE_MISSING -> "the token is not signed";
      default -> MALFORMED;
    };
  }
}
