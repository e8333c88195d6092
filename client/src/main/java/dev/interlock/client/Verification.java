package dev.interlock.client;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What became of a request's signatures.
public sealed interface Verification {

  /// The request comes from a holder of the secret, unchanged.
  ///
  /// @param id of the delivery, the same on every try; null where no timestamped scheme was asked
  ///   for, since then nothing proves it
  /// @param timestamp of the attempt; null likewise
  /// @param schemes those that verified: all that were asked for, in the order of the enum
  record Verified(@Nullable String id, @Nullable Instant timestamp, Set<SignatureScheme> schemes)
      implements Verification {
    public Verified {
      Set<SignatureScheme> ordered = EnumSet.noneOf(SignatureScheme.class);
      ordered.addAll(schemes);
      schemes = Collections.unmodifiableSet(ordered);
    }
  }

  /// It does not, or nothing proves it: answer 401 and do nothing.
  ///
  /// @param message for logs; bears no secret and nothing of the request
  record Rejected(Reason reason, String message) implements Verification {}

  /// Why a request was rejected.
  enum Reason {
    /// A header that a scheme needs is not there.
    MISSING,
    /// A header has no form that a scheme knows.
    MALFORMED,
    /// Signed longer ago than the window.
    TOO_OLD,
    /// Signed further ahead than the window.
    TOO_NEW,
    /// No signature is that of a known key over these bytes.
    NO_MATCH
  }
}
