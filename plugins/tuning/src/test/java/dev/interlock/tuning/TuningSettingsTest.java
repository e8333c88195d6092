package dev.interlock.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Rate;
import dev.interlock.tuning.adjust.ComponentSettings;
import dev.interlock.tuning.adjust.SettingDefinition;
import dev.interlock.tuning.adjust.SettingType;
import dev.interlock.tuning.measure.MeasureSettings;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TuningSettingsTest {

  private static SettingDefinition setting(String name) {
    return new SettingDefinition(
        name, SettingType.RANGE, BigDecimal.ONE, BigDecimal.TEN, null, null, null, false);
  }

  private static ComponentSettings component(
      String name, String target, SettingDefinition... settings) {
    return new ComponentSettings(name, Path.of(target), null, null, List.of(settings));
  }

  @Test
  void defaults() {
    TuningSettings settings = new TuningSettings(null, null, null);

    assertThat(settings)
        .isEqualTo(
            new TuningSettings(MeasureSettings.DEFAULT, List.of(), Path.of("tuning-state.json")));
    assertThat(settings.measure())
        .isEqualTo(
            new MeasureSettings(
                null,
                "GET",
                Map.of(),
                new Rate(200),
                16,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5)))
        .isEqualTo(new MeasureSettings(null, null, null, null, null, null, null));
    assertThat(component("web", "a.yaml", setting("replicas")))
        .isEqualTo(
            new ComponentSettings(
                "web",
                Path.of("a.yaml"),
                List.of(),
                Duration.ofSeconds(30),
                List.of(setting("replicas"))));
    assertThat(setting("replicas").step()).isEqualTo(BigDecimal.ONE);
    assertThat(setting("replicas").values()).isEmpty();
  }

  @Test
  void keepsAllThatIsGiven() {
    MeasureSettings measure =
        new MeasureSettings(
            URI.create("https://a.example/x"),
            "POST",
            Map.of("a", "b"),
            new Rate(5),
            3,
            Duration.ofSeconds(1),
            Duration.ofSeconds(9));
    SettingDefinition gc =
        new SettingDefinition(
            "gc", SettingType.ENUM, null, null, null, List.of("g1", "zgc"), "collector", true);
    ComponentSettings web =
        new ComponentSettings(
            "web",
            Path.of("web.env"),
            List.of("./reload.sh", "now"),
            Duration.ofSeconds(7),
            List.of(gc));
    TuningSettings settings = new TuningSettings(measure, List.of(web), Path.of("state.json"));

    assertThat(settings.measure().url()).isEqualTo(URI.create("https://a.example/x"));
    assertThat(settings.measure().method()).isEqualTo("POST");
    assertThat(settings.measure().headers()).isEqualTo(Map.of("a", "b"));
    assertThat(settings.measure().rate()).isEqualTo(new Rate(5));
    assertThat(settings.measure().concurrency()).isEqualTo(3);
    assertThat(settings.measure().timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.measure().duration()).isEqualTo(Duration.ofSeconds(9));
    assertThat(settings.components()).containsExactly(web);
    assertThat(web.reload()).containsExactly("./reload.sh", "now");
    assertThat(web.reloadTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(gc.unit()).isEqualTo("collector");
    assertThat(gc.pinned()).isTrue();
    assertThat(settings.state()).isEqualTo(Path.of("state.json"));
  }

  @Test
  void aWrongValueIsNamedByItsKey() {
    refuses("url", () -> measure(URI.create("ftp://a.example/"), null, null, null));
    refuses("url", () -> measure(URI.create("/healthz"), null, null, null));
    refuses("headers", () -> measure(null, Map.of("a b", "c"), null, null));
    refuses("headers.a", () -> measure(null, Map.of("a", "b\r\nc: d"), null, null));
    refuses("rate", () -> measure(null, null, new Rate(20_001), null));
    refuses("timeout", () -> measure(null, null, null, Duration.ZERO));
    refuses(
        "components",
        () ->
            new TuningSettings(
                null,
                List.of(
                    component("a", "a.env", setting("x")), component("a", "b.env", setting("x"))),
                null));
    refuses("target", () -> component("a", "a.toml", setting("x")));
    refuses("settings", () -> component("a", "a.yaml", setting("x"), setting("x")));
    refuses("settings", () -> component("a", "a.env", setting("x-y")));
    refuses(
        "reload",
        () ->
            new ComponentSettings(
                "a", Path.of("a.env"), List.of(" "), null, List.of(setting("x"))));
    refuses(
        "reload_timeout",
        () ->
            new ComponentSettings(
                "a", Path.of("a.env"), null, Duration.ZERO, List.of(setting("x"))));
  }

  @Test
  void aRangeAndAnEnumEachHaveWhatIsTheirs() {
    refuses("type", () -> define(SettingType.RANGE, null, BigDecimal.TEN, null));
    refuses("type", () -> define(SettingType.RANGE, BigDecimal.ONE, BigDecimal.TEN, null, "a"));
    refuses("min", () -> define(SettingType.RANGE, BigDecimal.TEN, BigDecimal.ONE, null));
    refuses(
        "step", () -> define(SettingType.RANGE, BigDecimal.ONE, BigDecimal.TEN, BigDecimal.ZERO));
    refuses(
        "type", () -> define(SettingType.RANGE, BigDecimal.ONE, new BigDecimal("1e999999"), null));
    refuses("type", () -> define(SettingType.ENUM, BigDecimal.ONE, null, null, "a"));
    refuses("values", () -> define(SettingType.ENUM, null, null, null));
    refuses("values", () -> define(SettingType.ENUM, null, null, null, "g1\nevil: true"));
    refuses("values", () -> define(SettingType.ENUM, null, null, null, "g1\u2028evil: true"));
    refuses("values", () -> define(SettingType.ENUM, null, null, null, ""));
  }

  private static SettingDefinition define(
      SettingType type, BigDecimal min, BigDecimal max, BigDecimal step, String... values) {
    return new SettingDefinition("x", type, min, max, step, List.of(values), null, false);
  }

  private static MeasureSettings measure(
      URI url, Map<String, String> headers, Rate rate, Duration timeout) {
    return new MeasureSettings(url, null, headers, rate, null, timeout, null);
  }

  private static void refuses(String key, ThrowingCallable construction) {
    assertThatThrownBy(construction)
        .isInstanceOfSatisfying(
            InvalidSetting.class, wrong -> assertThat(wrong.key()).isEqualTo(key));
  }
}
