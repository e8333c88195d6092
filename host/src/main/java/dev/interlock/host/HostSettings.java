package dev.interlock.host;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.api.settings.InvalidSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sections of the file that belong to the host, where no room has a record of its own for
/// them.
final class HostSettings {

  static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

  private static final List<String> OPTIONAL = List.of("demo");

  private HostSettings() {}

  /// @param optional connectors, or JARs by their file names, that the assembly may lack
  record Plugins(
      @JsonPropertyDescription("The folder of plugin JARs.") @Nullable Path dir,
      @JsonPropertyDescription("Connectors without which events are taken, too: [demo].")
          List<String> optional) {

    static final Plugins DEFAULT = new Plugins(null, OPTIONAL);

    Plugins {
      optional = List.copyOf(requireNonNullElse(optional, OPTIONAL));
    }
  }

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
