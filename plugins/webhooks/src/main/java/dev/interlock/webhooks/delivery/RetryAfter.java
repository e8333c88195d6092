package dev.interlock.webhooks.delivery;

import dev.interlock.api.egress.EgressReply;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/// `Retry-After` (RFC 9110, 10.2.3): seconds or a date.
public final class RetryAfter {

  private static final int LONGEST_TEXT = 64;

  private RetryAfter() {}

  /// Zero where there is none, or it can't be read.
  public static Duration of(EgressReply reply, Instant now) {
    String text = reply.header("Retry-After").orElse("").strip();
    if (text.isEmpty() || text.length() > LONGEST_TEXT) {
      return Duration.ZERO;
    }
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text.length() > 9 ? Duration.ofDays(10_000) : Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
    } catch (DateTimeParseException _) {
      return Duration.ZERO; // as if there were none
    }
  }
}
