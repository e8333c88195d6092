package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/// What bytes a secret's text stands for. Messages never bear the secret.
final class SecretBytes {

  private static final String PREFIX = "whsec_";

  private SecretBytes() {}

  /// Its UTF-8 bytes, prefix and all: servo, hub, github.
  static byte[] literal(String secret) {
    return nonEmpty(secret.getBytes(UTF_8));
  }

  /// What follows `whsec_`, decoded; any other secret's UTF-8 bytes: standard, and signed verdicts.
  static byte[] decoded(String secret) {
    return nonEmpty(
        secret.startsWith(PREFIX) ? base64("secret", PREFIX, secret) : secret.getBytes(UTF_8));
  }

  /// @param what names the value in the message
  static byte[] base64(String what, String prefix, String text) {
    if (!text.startsWith(prefix)) {
      throw new IllegalArgumentException(what + ": expected " + prefix + " and base64");
    }
    try {
      return Base64.getDecoder().decode(text.substring(prefix.length()));
    } catch (IllegalArgumentException e) {
      throw withoutTheValue(what + ": what follows " + prefix + " must be base64");
    }
  }

  /// The decoder's message quotes a character of the secret: its cause is left out.
  private static IllegalArgumentException withoutTheValue(String message) {
    return new IllegalArgumentException(message);
  }

  private static byte[] nonEmpty(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a secret must not be empty");
    }
    return bytes;
  }
}
