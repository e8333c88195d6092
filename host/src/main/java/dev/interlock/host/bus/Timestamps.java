package dev.interlock.host.bus;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Timestamps of bodies: UTC, always three digits of milliseconds, `2026-11-22T23:00:00.123Z`.
/// Written digit by digit: every body has one, and a general formatter took as long as signing it.
final class Timestamps {

  private Timestamps() {}

  /// @throws IllegalArgumentException outside the years 0 to 9999, which RFC 3339 has no form for
  static String millis(Instant instant) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > 9999) {
      throw new IllegalArgumentException(
          "found the year " + time.getYear() + ", expected 0 to 9999");
    }
    StringBuilder text = new StringBuilder(24);
    append(text, time.getYear(), 1000).append('-');
    append(text, time.getMonthValue(), 10).append('-');
    append(text, time.getDayOfMonth(), 10).append('T');
    append(text, time.getHour(), 10).append(':');
    append(text, time.getMinute(), 10).append(':');
    append(text, time.getSecond(), 10).append('.');
    return append(text, time.getNano() / 1_000_000, 100).append('Z').toString();
  }

  /// @param unit of the first digit
  private static StringBuilder append(StringBuilder text, int number, int unit) {
    for (int digit = unit; digit > 0; digit /= 10) {
      text.append((char) ('0' + number / digit % 10));
    }
    return text;
  }
}
