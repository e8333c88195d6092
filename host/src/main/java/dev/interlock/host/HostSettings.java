package dev.interlock.host;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.api.settings.InvalidSetting;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The sections of the file that belong to the host, where no room has a record of its own for
/// them.
final class HostSettings {

  static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

  private HostSettings() {}

  record Plugins(@JsonPropertyDescription("The folder of plugin JARs.") @Nullable Path dir) {}

  record EventOverrides(
      @JsonPropertyDescription("By when every before handler must have answered.")
          @Nullable Duration beforeDeadline) {
    EventOverrides {
      if (beforeDeadline != null
          && (beforeDeadline.isZero() || beforeDeadline.compareTo(Duration.ofHours(1)) > 0)) {
        throw new InvalidSetting("before_deadline", "expected more than 0s, at most 1h");
      }
    }
  }
}
