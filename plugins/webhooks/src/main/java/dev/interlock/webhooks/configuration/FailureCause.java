package dev.interlock.webhooks.configuration;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Why a webhook failed, as `on_failure` names it.
public enum FailureCause {
  CONNECT,
  DNS,
  TLS,
  TIMEOUT,
  STATUS_4XX,
  STATUS_5XX,
  REDIRECT,
  /// The address is not allowed.
  GUARD,
  TOO_LARGE,
  /// A veto or a replacement that can't be read.
  MALFORMED,
  /// A verdict that had to be signed and was not.
  SIGNATURE,
  BREAKER,
  CONDITION,
  /// Every cause that has no word of its own.
  DEFAULT;

  private final String word = name().toLowerCase(Locale.ROOT);

  static Optional<FailureCause> find(String word) {
    return Arrays.stream(values()).filter(cause -> cause.word.equals(word)).findFirst();
  }

  /// The word in configuration, in error codes and in metrics.
  @Override
  public String toString() {
    return word;
  }
}
