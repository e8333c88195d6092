package dev.interlock.webhooks.configuration;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.settings.Durations;
import dev.interlock.api.settings.InvalidSetting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `backoff` as written: a mapping, or `false` for exactly one attempt. Null: not said.
///
/// @param maxTries how many attempts in all
/// @param maxTime from the first attempt to the last
/// @param initial the delay before the second attempt
/// @param factor by which each further delay grows
/// @param max the longest delay
/// @param jitter the share of a delay by which it may be shorter or longer
public record BackoffSettings(
    @Nullable Integer maxTries,
    @Nullable Duration maxTime,
    @Nullable Duration initial,
    @Nullable Double factor,
    @Nullable Duration max,
    @Nullable Double jitter) {

  static final BackoffSettings NONE = new BackoffSettings(null, null, null, null, null, null);

  private static final int MOST_TRIES = 1000;

  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  public BackoffSettings {
    if (maxTries != null && (maxTries < 1 || maxTries > MOST_TRIES)) {
      throw new InvalidSetting("max_tries", "found " + maxTries + ", expected 1 to " + MOST_TRIES);
    }
    requirePositive("max_time", maxTime);
    requirePositive("initial", initial);
    requirePositive("max", max);
    if (factor != null && !(factor >= 1 && factor <= 100)) {
      throw new InvalidSetting("factor", "found " + factor + ", expected 1 to 100");
    }
    if (jitter != null && !(jitter >= 0 && jitter <= 1)) {
      throw new InvalidSetting("jitter", "found " + jitter + ", expected 0 to 1");
    }
    if (initial != null && max != null && initial.compareTo(max) > 0) {
      throw new InvalidSetting(
          "initial",
          "found "
              + Durations.format(initial)
              + ", expected at most max, "
              + Durations.format(max));
    }
  }

  private static void requirePositive(String key, @Nullable Duration duration) {
    if (duration != null && !duration.isPositive()) {
      throw new InvalidSetting(key, "found 0s, expected more");
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static BackoffSettings ofSwitch(boolean on) {
    return on ? NONE : new BackoffSettings(1, null, null, null, null, null);
  }

  BackoffSettings over(BackoffSettings below) {
    return new BackoffSettings(
        Merge.first(maxTries, below.maxTries),
        Merge.first(maxTime, below.maxTime),
        Merge.first(initial, below.initial),
        Merge.first(factor, below.factor),
        Merge.first(max, below.max),
        Merge.first(jitter, below.jitter));
  }

  /// The policy it means, what it doesn't say being as in `usual`.
  RetryPolicy over(RetryPolicy usual) {
    Duration first = Merge.or(initial, usual.delays().initial());
    Duration longest = Merge.or(max, usual.delays().max());
    return new RetryPolicy(
        Merge.or(maxTries, usual.maxTries()),
        Merge.or(maxTime, usual.maxTime()),
        new RetryPolicy.Delays(
            first.compareTo(longest) > 0 ? longest : first,
            Merge.or(factor, usual.delays().factor()),
            longest,
            Merge.or(jitter, usual.delays().jitter())));
  }

  /// What is usual but for these.
  static RetryPolicy usual(int maxTries, Duration maxTime, Duration longestDelay) {
    return new RetryPolicy(
        maxTries, maxTime, new RetryPolicy.Delays(Duration.ofSeconds(1), 2, longestDelay, 0.2));
  }
}
