package dev.interlock.webhooks.delivery;

import dev.interlock.api.egress.EgressReply;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/// `Retry-After` (RFC 9110, 10.2.3): seconds, or a date in any of HTTP's three forms (5.6.7).
public final class RetryAfter {

  private static final int LONGEST_TEXT = 64;

  /// Whatever is later is never.
  private static final Duration LONGEST = Duration.ofDays(10_000);

  private static final String IMF_FIXDATE = "d MMM uuuu HH:mm:ss 'GMT'";
  private static final String ASCTIME = "MMM ppd HH:mm:ss uuuu";

  private RetryAfter() {}

  /// Zero where there is none, or it can't be read; at most 10,000 days.
  public static Duration of(EgressReply reply, Instant now) {
    return of(reply.header("Retry-After").orElse("").strip(), now);
  }

  static Duration of(String text, Instant now) {
    if (text.isEmpty() || text.length() > LONGEST_TEXT) {
      return Duration.ZERO;
    }
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      BigInteger seconds = new BigInteger(text);
      return seconds.bitLength() < Long.SIZE
          ? atMostLongest(Duration.ofSeconds(seconds.longValue()))
          : LONGEST;
    }
    return date(text, now)
        .filter(date -> date.isAfter(now))
        .map(date -> atMostLongest(Duration.between(now, date)))
        .orElse(Duration.ZERO);
  }

  private static Duration atMostLongest(Duration asked) {
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }

  /// The name of the day says nothing that the date doesn't.
  private static Optional<Instant> date(String text, Instant now) {
    String date = text.substring(text.indexOf(' ') + 1).strip();
    for (DateTimeFormatter form :
        new DateTimeFormatter[] {form(IMF_FIXDATE), rfc850(now), form(ASCTIME)}) {
      try {
        return Optional.of(LocalDateTime.parse(date, form).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException _) {
        // another form, or none: as if there were none
      }
    }
    return Optional.empty();
  }

  private static DateTimeFormatter form(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US).withResolverStyle(ResolverStyle.STRICT);
  }

  /// Its year has two digits: more than 50 years ahead, it is of the past.
  private static DateTimeFormatter rfc850(Instant now) {
    int year = now.atOffset(ZoneOffset.UTC).getYear();
    return new DateTimeFormatterBuilder()
        .appendPattern("d-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, year - 49)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
