package dev.interlock.host.egress;

import org.jspecify.annotations.Nullable;

/// Reads addresses in their one strict form: four decimal numbers without leading zeros, or RFC
/// 4291 text without a zone. Unlike the platform's, it takes no short, octal, hexadecimal or
/// integer form, asks no resolver, and keeps IPv4-mapped addresses as the sixteen bytes that they
/// are.
final class LiteralAddress {

  private LiteralAddress() {}

  /// Four or sixteen bytes, or null where `text` is no address.
  static byte @Nullable [] parse(String text) {
    return text.indexOf(':') < 0 ? parseFour(text, 0) : parseSixteen(text);
  }

  private static byte @Nullable [] parseFour(String text, int from) {
    byte[] address = new byte[4];
    int position = from;
    for (int part = 0; part < 4; part++) {
      int start = position;
      int value = 0;
      while (position < text.length() && position - start < 4 && digit(text, position, 10) >= 0) {
        value = value * 10 + digit(text, position++, 10);
      }
      int length = position - start;
      boolean padded = length > 1 && text.charAt(start) == '0';
      if (length == 0 || value > 255 || padded) {
        return null;
      }
      address[part] = (byte) value;
      boolean last = part == 3;
      if (last
          ? position != text.length()
          : position >= text.length() || text.charAt(position++) != '.') {
        return null;
      }
    }
    return address;
  }

  private static byte @Nullable [] parseSixteen(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] whole = groups(text);
      return whole != null && whole.length == 16 ? whole : null;
    }
    if (text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    byte[] head = gap == 0 ? new byte[0] : groups(text.substring(0, gap));
    byte[] tail = gap + 2 == text.length() ? new byte[0] : groups(text.substring(gap + 2));
    boolean quadInHead = head != null && text.lastIndexOf('.', gap) >= 0;
    if (head == null || tail == null || quadInHead || head.length + tail.length > 14) {
      return null;
    }
    byte[] address = new byte[16];
    System.arraycopy(head, 0, address, 0, head.length);
    System.arraycopy(tail, 0, address, 16 - tail.length, tail.length);
    return address;
  }

  /// Colon-separated groups, the last of which may be an IPv4 address.
  private static byte @Nullable [] groups(String text) {
    byte[] bytes = new byte[16];
    int filled = 0;
    int position = 0;
    while (true) {
      int end = text.indexOf(':', position);
      boolean last = end < 0;
      if (last && text.indexOf('.', position) >= 0) {
        byte[] four = parseFour(text, position);
        if (four == null || filled > 12) {
          return null;
        }
        System.arraycopy(four, 0, bytes, filled, 4);
        return java.util.Arrays.copyOf(bytes, filled + 4);
      }
      int value = group(text, position, last ? text.length() : end);
      if (value < 0 || filled > 14) {
        return null;
      }
      bytes[filled++] = (byte) (value >> 8);
      bytes[filled++] = (byte) value;
      if (last) {
        return java.util.Arrays.copyOf(bytes, filled);
      }
      position = end + 1;
    }
  }

  private static int group(String text, int from, int to) {
    if (to - from < 1 || to - from > 4) {
      return -1;
    }
    int value = 0;
    for (int position = from; position < to; position++) {
      int digit = digit(text, position, 16);
      if (digit < 0) {
        return -1;
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  /// ASCII digits only: `Character.digit` would take those of every script.
  private static int digit(String text, int position, int radix) {
    char character = text.charAt(position);
    return character < 128 ? Character.digit(character, radix) : -1;
  }
}
