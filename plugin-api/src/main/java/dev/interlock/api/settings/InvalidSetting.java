package dev.interlock.api.settings;

/// Thrown by the constructor of a configuration record where a value is wrong. The host adds file,
/// line and column.
public final class InvalidSetting extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String key;

  /// @param key the key within the record, `max_tries`, or a path below it, `backoff.max_tries`;
  ///   empty: the record itself
  /// @param message what was found and what was expected
  public InvalidSetting(String key, String message) {
    super(message);
    this.key = key;
  }

  public String key() {
    return key;
  }
}
