package dev.interlock.host.bus;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Timestamps of bodies: UTC, always three digits of milliseconds, `2026-11-22T23:00:00.123Z`.
final class Timestamps {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Timestamps() {}

  static String millis(Instant instant) {
    return FORMAT.format(instant);
  }
}
