package dev.interlock.host.http;

/// Finds `\\uD800` without its other half in JSON: text that no encoding can carry on, so that what
/// is signed and sent would be another one than what came.
final class UnpairedSurrogates {

  private UnpairedSurrogates() {}

  /// @param json maybe no JSON at all: whoever parses it says so
  static boolean isIn(byte[] json) {
    for (int i = 0; i + 1 < json.length; i++) {
      if (json[i] != '\\') {
        continue;
      }
      int unit = unitAt(json, i);
      if (Character.isLowSurrogate((char) unit)) {
        return true;
      }
      if (Character.isHighSurrogate((char) unit)) {
        int next = i + 6 < json.length && json[i + 6] == '\\' ? unitAt(json, i + 6) : 0;
        if (!Character.isLowSurrogate((char) next)) {
          return true;
        }
        i += 6;
      }
      i++; // what is escaped is no backslash of its own
    }
    return false;
  }

  /// The UTF-16 unit of an escape; 0 where it is another escape, or none.
  private static int unitAt(byte[] json, int at) {
    if (at + 5 >= json.length || json[at + 1] != 'u') {
      return 0;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(json[i], 16);
      if (digit < 0) {
        return 0;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
