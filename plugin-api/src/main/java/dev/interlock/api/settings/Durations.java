package dev.interlock.api.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as text: `500ms`, `3s`, `5m`, `1h30m`, `2d`, or a number of seconds.
public final class Durations {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,12})ms)?");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}(?:\\.\\d{1,9})?");

  private Durations() {}

  /// @throws IllegalArgumentException saying what was expected
  public static Duration parse(String text) {
    if (SECONDS.matcher(text).matches()) {
      return seconds(text);
    }
    Matcher matcher = FORM.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a duration: 500ms, 3s, 5m, 1h30m, 2d, or a number of seconds");
    }
    return Duration.ofDays(whole(matcher, 1))
        .plusHours(whole(matcher, 2))
        .plusMinutes(whole(matcher, 3))
        .plus(matcher.group(4) == null ? Duration.ZERO : seconds(matcher.group(4)))
        .plusMillis(whole(matcher, 5));
  }

  private static long whole(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static Duration seconds(String text) {
    return Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact());
  }

  /// The shortest text that `parse` reads back to the same duration, to the millisecond.
  public static String format(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a duration must not be negative: found " + duration);
    }
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    append(text, duration.toDaysPart(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount != 0) {
      text.append(amount).append(unit);
    }
  }
}
