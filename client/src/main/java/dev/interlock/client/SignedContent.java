package dev.interlock.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// What timestamped schemes sign: `id.timestamp.body`. An id with a full stop in it would let id,
/// time and body be cut elsewhere, so it is refused on both sides.
final class SignedContent {

  private static final int MAX_ID = 256;

  private SignedContent() {}

  /// Everything that comes before the body.
  static byte[] head(String id, String timestamp) {
    return (id + '.' + timestamp + '.').getBytes(US_ASCII);
  }

  static boolean isId(String id) {
    if (id.isEmpty() || id.length() > MAX_ID) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c <= ' ' || c > '~' || c == '.') {
        return false;
      }
    }
    return true;
  }
}
