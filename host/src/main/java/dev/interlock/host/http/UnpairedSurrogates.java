package dev.interlock.host.http;

/// Finds `\\uD800` without its other half in JSON: text that no encoding can carry on, so that what
/// is signed and sent would be another one than what came.
final class UnpairedSurrogates {

  private UnpairedSurrogates() {}

  /// @param json maybe no JSON at all: whoever parses it says so
  static boolean isIn(byte[] json) {
    int at = 0;
    while (at + 1 < json.length) {
      if (json[at] != '\\') {
        at++;
        continue;
      }
      char unit = (char) unitAt(json, at);
      if (Character.isSurrogate(unit)) {
        int next = at + 6 < json.length && json[at + 6] == '\\' ? unitAt(json, at + 6) : 0;
        if (!Character.isSurrogatePair(unit, (char) next)) {
          return true;
        }
        at += 6;
      }
      at += 2; // what is escaped is no backslash of its own
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
