package dev.interlock.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoSettingsTest {

  private static final Secret SECRET = new Secret("s");

  @Test
  void hasDefaultsForEverythingButTheSecret() {
    assertThat(new DemoSettings(null, SECRET, null, null))
        .isEqualTo(
            new DemoSettings(
                new DemoSettings.Address("127.0.0.1", 8089),
                SECRET,
                Duration.ofSeconds(15),
                Duration.ofSeconds(4)));
    assertThat(new DemoSettings.Address(null, null))
        .isEqualTo(new DemoSettings.Address("127.0.0.1", 8089));
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> new DemoSettings(null, SECRET, Duration.ZERO, null))
        .isInstanceOfSatisfying(
            InvalidSetting.class, e -> assertThat(e.key()).isEqualTo("measure_every"));
    assertThatThrownBy(() -> new DemoSettings(null, SECRET, null, Duration.ofSeconds(-1)))
        .isInstanceOfSatisfying(
            InvalidSetting.class, e -> assertThat(e.key()).isEqualTo("adjust_after"));
    assertThatThrownBy(() -> new DemoSettings.Address(null, 70_000))
        .isInstanceOf(InvalidSetting.class);
  }

  @Test
  void neverPrintsTheSecret() {
    assertThat(new DemoSettings(null, new Secret("hidden"), null, null).toString())
        .doesNotContain("hidden");
  }
}
