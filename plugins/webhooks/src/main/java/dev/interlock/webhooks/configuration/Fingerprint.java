package dev.interlock.webhooks.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.settings.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Eight bytes of a hash over everything that an entry says, its secrets included: so that a
/// changed entry is told from the one that was disabled.
final class Fingerprint {

  private static final int LENGTH = 8;

  private Fingerprint() {}

  static String of(HookSettings settings) {
    MessageDigest digest = sha256();
    addText(digest, settings.toString());
    add(digest, settings.secret());
    add(digest, settings.signingKey());
    List<Secret> secrets = settings.secrets();
    if (secrets != null) {
      secrets.forEach(secret -> add(digest, secret));
    }
    AuthSettings auth = settings.auth();
    if (auth != null) {
      add(digest, auth.bearer());
      add(digest, auth.basic() == null ? null : auth.basic().password());
      add(digest, auth.oauth2() == null ? null : auth.oauth2().clientSecret());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, LENGTH);
  }

  private static void add(MessageDigest digest, @Nullable Secret secret) {
    addText(digest, secret == null ? "" : secret.reveal());
  }

  private static void addText(MessageDigest digest, String text) {
    digest.update(text.getBytes(UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
