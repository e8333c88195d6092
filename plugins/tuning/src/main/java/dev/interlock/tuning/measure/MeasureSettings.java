package dev.interlock.tuning.measure;

import static java.util.Objects.requireNonNullElse;

import dev.interlock.api.settings.Durations;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Rate;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The load as the file describes it. Without a `url` the connector starts all the same; a measure
/// then says what is missing.
public record MeasureSettings(
    @Nullable URI url,
    @Pattern(regexp = "[A-Z]{3,10}", message = "expected a method in capitals: GET") String method,
    Map<String, String> headers,
    Rate rate,
    @Min(1) @Max(MOST_CONCURRENT) Integer concurrency,
    Duration timeout,
    Duration duration) {

  static final int MOST_CONCURRENT = 10_000;
  static final double FASTEST = 20_000;

  private static final java.util.regex.Pattern HEADER_NAME =
      java.util.regex.Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

  private static final Rate RATE = new Rate(200);
  private static final int CONCURRENCY = 16;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration DURATION = Duration.ofSeconds(5);

  public static final MeasureSettings DEFAULT =
      new MeasureSettings(null, "GET", Map.of(), RATE, CONCURRENCY, TIMEOUT, DURATION);

  public MeasureSettings {
    method = requireNonNullElse(method, "GET");
    headers =
        Collections.unmodifiableMap(new LinkedHashMap<>(requireNonNullElse(headers, Map.of())));
    rate = requireNonNullElse(rate, RATE);
    concurrency = requireNonNullElse(concurrency, CONCURRENCY);
    timeout = requireNonNullElse(timeout, TIMEOUT);
    duration = requireNonNullElse(duration, DURATION);
    if (url != null && (url.getHost() == null || !isHttp(url.getScheme()))) {
      throw new InvalidSetting(
          "url", "found \"" + url + "\", expected an http or https URL with a host");
    }
    headers.forEach(MeasureSettings::checkHeader);
    if (rate.perSecond() > FASTEST) {
      throw new InvalidSetting("rate", "found " + rate + ", expected at most 20000/s");
    }
    checkTime("timeout", timeout, Duration.ofMinutes(10));
    checkTime("duration", duration, Control.LONGEST);
  }

  private static boolean isHttp(@Nullable String scheme) {
    return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
  }

  private static void checkHeader(String name, String value) {
    if (!HEADER_NAME.matcher(name).matches()) {
      throw new InvalidSetting("headers", "\"" + name + "\" is no header name");
    }
    if (value.chars().anyMatch(character -> character < ' ' && character != '\t')) {
      throw new InvalidSetting(
          "headers." + name, "found a line break or control character in the value");
    }
  }

  private static void checkTime(String key, Duration time, Duration most) {
    if (time.toMillis() < 1 || time.compareTo(most) > 0) {
      String found = time.isNegative() ? time.toString() : Durations.format(time);
      throw new InvalidSetting(
          key, "found " + found + ", expected 1ms to " + Durations.format(most));
    }
  }
}
