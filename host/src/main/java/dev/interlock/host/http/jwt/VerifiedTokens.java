package dev.interlock.host.http.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.host.http.jwt.TokenVerdict.Valid;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Tokens that were found valid, by their SHA-256: as long as they have not expired and the keys
/// are the same. When it is full the one that was not used for longest is forgotten. Thread-safe.
final class VerifiedTokens {

  static final int MOST = 1024;

  private record Verified(Valid verdict, SigningKeys keys, long expiry) {}

  /// Guarded by this.
  private final Map<String, Verified> tokens =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
          return size() > MOST;
        }
      };

  static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// @param now in seconds of the epoch
  synchronized Optional<Valid> find(String digest, SigningKeys keys, long now) {
    Verified found = tokens.get(digest);
    if (found == null) {
      return Optional.empty();
    }
    if (found.keys != keys || found.expiry <= now) {
      tokens.remove(digest);
      return Optional.empty();
    }
    return Optional.of(found.verdict);
  }

  /// @param expiry in seconds of the epoch
  synchronized void add(String digest, Valid verdict, SigningKeys keys, long expiry) {
    tokens.put(digest, new Verified(verdict, keys, expiry));
  }
}
