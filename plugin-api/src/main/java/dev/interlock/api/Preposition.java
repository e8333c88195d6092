package dev.interlock.api;

import java.util.Locale;

/// When a handler runs, in relation to the event.
public enum Preposition {
  BEFORE,
  ON,
  AFTER;

  private final String word = name().toLowerCase(Locale.ROOT);

  /// The lowercase word, as in `before:measure`.
  @Override
  public String toString() {
    return word;
  }
}
