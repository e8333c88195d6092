package dev.interlock.demo;

import static java.util.Objects.requireNonNullElse;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/// The section `demo` of the file. Without one the demo stays dormant.
///
/// @param responder where the demo's own responder listens
/// @param secret what the webhooks that lead to it are signed with
/// @param measureEvery from the end of one round to the beginning of the next
/// @param adjustAfter from the end of a measurement to the adjustment that follows it
public record DemoSettings(
    @Valid Address responder, @NotNull Secret secret, Duration measureEvery, Duration adjustAfter) {

  public DemoSettings {
    responder = requireNonNullElse(responder, new Address("127.0.0.1", 8089));
    measureEvery =
        positive("measure_every", requireNonNullElse(measureEvery, Duration.ofSeconds(15)));
    adjustAfter = positive("adjust_after", requireNonNullElse(adjustAfter, Duration.ofSeconds(4)));
  }

  /// @param port 0: one that the system chooses
  public record Address(String host, Integer port) {
    public Address {
      host = requireNonNullElse(host, "127.0.0.1");
      port = requireNonNullElse(port, 8089);
      if (port < 0 || port > 65_535) {
        throw new InvalidSetting("port", "found " + port + ", expected 0 to 65535");
      }
    }
  }

  private static Duration positive(String key, Duration duration) {
    if (!duration.isPositive()) {
      throw new InvalidSetting(key, "found " + duration + ", expected more than nothing");
    }
    return duration;
  }
}
