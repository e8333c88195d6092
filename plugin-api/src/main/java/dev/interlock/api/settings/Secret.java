package dev.interlock.api.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A value that is never printed, logged or returned: `toString` is `***`.
public final class Secret {

  private final String value;

  public Secret(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a secret must not be empty");
    }
    this.value = value;
  }

  /// The value itself, for signing or sending. Keep it out of messages.
  public String reveal() {
    return value;
  }

  /// Compares in constant time.
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
