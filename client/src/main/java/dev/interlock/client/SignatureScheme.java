package dev.interlock.client;

import java.util.Locale;

/// How a webhook is signed. Which schemes count is a matter of configuration; no message ever
/// chooses one.
public enum SignatureScheme {
  /// Lowercase hex HMAC-SHA1 over the body, as servo-webhooks sent it. Not replay-safe.
  SERVO("X-Servo-Signature", false),
  /// Lowercase bare hex HMAC-SHA256 over the body. Not replay-safe.
  HUB("X-Hub-Signature", false),
  /// `sha256=` and hex HMAC-SHA256 over the body, as GitHub sends it. Not replay-safe.
  GITHUB("X-Hub-Signature-256", false),
  /// Standard Webhooks: `v1,` and base64 HMAC-SHA256 over `id.timestamp.body`; one for each secret.
  STANDARD("webhook-signature", true),
  /// Standard Webhooks: `v1a,` and base64 Ed25519 over `id.timestamp.body`; one for each signing
  /// key.
  ED25519("webhook-signature", true);

  /// Bears the delivery's id: the same on every try.
  public static final String ID_HEADER = "webhook-id";

  /// Bears the attempt's time in seconds since 1970.
  public static final String TIMESTAMP_HEADER = "webhook-timestamp";

  private final String header;
  private final boolean timestamped;
  private final String word = name().toLowerCase(Locale.ROOT);

  SignatureScheme(String header, boolean timestamped) {
    this.header = header;
    this.timestamped = timestamped;
  }

  /// The scheme of that name in configuration: `servo`, `hub`, `github`, `standard` or `ed25519`.
  ///
  /// @throws IllegalArgumentException naming what was found and what was expected
  public static SignatureScheme parse(String word) {
    for (SignatureScheme scheme : values()) {
      if (scheme.word.equals(word)) {
        return scheme;
      }
    }
    throw new IllegalArgumentException(
        "signature scheme: found \""
            + word
            + "\", expected servo, hub, github, standard or ed25519");
  }

  /// The header that bears the signature, as it is written on the wire.
  public String header() {
    return header;
  }

  /// Whether id and time are signed too, so that a replay can be told from the first.
  public boolean timestamped() {
    return timestamped;
  }

  /// The word in configuration.
  @Override
  public String toString() {
    return word;
  }
}
