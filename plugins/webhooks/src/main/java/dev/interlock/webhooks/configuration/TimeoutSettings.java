package dev.interlock.webhooks.configuration;

import dev.interlock.api.settings.InvalidSetting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `timeout` as written. A before request is also capped by its event's deadline.
///
/// @param connect for the connection, with TLS; 2 s where not said
/// @param request from resolving the name to the reply's last byte; 10 s where not said
public record TimeoutSettings(@Nullable Duration connect, @Nullable Duration request) {

  static final TimeoutSettings NONE = new TimeoutSettings(null, null);

  private static final Duration LONGEST = Duration.ofMinutes(10);

  public TimeoutSettings {
    requireSensible("connect", connect);
    requireSensible("request", request);
  }

  private static void requireSensible(String key, @Nullable Duration duration) {
    if (duration != null && (!duration.isPositive() || duration.compareTo(LONGEST) > 0)) {
      throw new InvalidSetting(key, "expected more than 0s and at most 10m");
    }
  }

  TimeoutSettings over(TimeoutSettings below) {
    return new TimeoutSettings(
        Merge.first(connect, below.connect), Merge.first(request, below.request));
  }

  Duration connectOrDefault() {
    return Merge.or(connect, Duration.ofSeconds(2));
  }

  Duration requestOrDefault() {
    return Merge.or(request, Duration.ofSeconds(10));
  }
}
