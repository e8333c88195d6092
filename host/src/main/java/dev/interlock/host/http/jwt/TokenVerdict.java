package dev.interlock.host.http.jwt;

import java.time.Duration;
import java.util.List;

/// What became of a token. No text in it repeats any part of the token but the subject of a valid
/// one.
public sealed interface TokenVerdict {

  /// It is the issuer's, for this audience, and its time is now.
  ///
  /// @param subject its `sub`: 1 to 255 characters, no control characters
  /// @param scopes of `scope` and `scp`, as they stand there
  record Valid(String subject, List<String> scopes) implements TokenVerdict {
    public Valid {
      scopes = List.copyOf(scopes);
    }
  }

  /// It lets nobody in.
  ///
  /// @param why a sentence without its end
  record Invalid(String why) implements TokenVerdict {}

  /// Whether it is valid can't be told now, since the issuer's keys could not be had.
  ///
  /// @param why a sentence without its end
  /// @param again when it may be told
  record Undecided(String why, Duration again) implements TokenVerdict {}
}
