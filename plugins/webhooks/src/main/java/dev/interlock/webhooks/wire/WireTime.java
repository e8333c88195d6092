package dev.interlock.webhooks.wire;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// RFC 3339 times, written in UTC with six digits of the second: `2021-03-08T20:41:25.433671Z`.
public final class WireTime {

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private WireTime() {}

  public static String write(Instant time) {
    return WRITTEN.format(time);
  }

  /// A plus sign of an offset that came unescaped in a query reads as a space.
  public static Optional<Instant> read(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /// What the stores can keep of it.
  public static Instant micros(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }
}
