package dev.interlock.api.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes: `64KiB`, `1MiB`, `2GiB`, or `512B`.
public record ByteSize(long bytes) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size must not be negative: found " + bytes);
    }
  }

  /// @throws IllegalArgumentException saying what was expected
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a size: 512B, 64KiB, 1MiB, 2GiB");
    }
    long unit =
        switch (matcher.group(2)) {
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          default -> 1L;
        };
    return new ByteSize(Long.parseLong(matcher.group(1)) * unit);
  }

  @Override
  public String toString() {
    if (bytes >= 1L << 30 && bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "GiB";
    }
    if (bytes >= 1L << 20 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    return bytes >= 1L << 10 && bytes % (1L << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
  }
}
