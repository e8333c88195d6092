package dev.interlock.tuning.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingDefinitionTest {

  private static SettingDefinition range(String min, String max, String step) {
    return new SettingDefinition(
        "x",
        SettingType.RANGE,
        new BigDecimal(min),
        new BigDecimal(max),
        new BigDecimal(step),
        null,
        null,
        false);
  }

  @Test
  void anIntStaysAnIntAndAFractionKeepsItsPoint() {
    assertThat(range("1", "10", "1").textOf(3)).isEqualTo("3");
    assertThat(range("1", "10", "1").textOf(3.0)).isEqualTo("3");
    assertThat(range("0", "100000", "1e3").textOf(100000.0)).isEqualTo("100000");
    assertThat(range("0", "10", "0.5").textOf(2)).isEqualTo("2.0");
    assertThat(range("0", "10", "0.5").textOf(2.5)).isEqualTo("2.5");
    assertThat(range("0", "1", "0.1").textOf(0.3)).isEqualTo("0.3");
    assertThat(range("-5", "5", "1").textOf(-3L)).isEqualTo("-3");
    assertThat(range("-5", "5", "1").textOf(-0.0)).isEqualTo("0");
  }

  @Test
  void stepsCountFromMin() {
    assertThat(range("1", "10", "3").textOf(7)).isEqualTo("7");
    assertThatThrownBy(() -> range("1", "10", "3").textOf(6))
        .hasMessage("found 6, expected a number from 1 to 10 in steps of 3");
    assertThatThrownBy(() -> range("0", "1", "0.1").textOf(0.35))
        .hasMessageContaining("in steps of 0.1");
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        11,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1e300,
        Double.MIN_VALUE
      })
  void whatIsOutOfRangeIsRefused(double value) {
    assertThatThrownBy(() -> range("1", "10", "1").textOf(value))
        .hasMessageContaining("expected a number from 1 to 10");
  }

  @Test
  void whatIsNoNumberOrOutOfProportionIsRefused() {
    SettingDefinition range = range("0", "10", "1");
    for (Object value :
        List.of(
            "3",
            true,
            Map.of("a", 1),
            List.of(3),
            new BigDecimal("1e-999999999"),
            new BigDecimal("1e999999999"),
            BigInteger.TEN.pow(5000))) {
      assertThatThrownBy(() -> range.textOf(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected a number from 0 to 10")
          .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(300));
    }
  }

  @Test
  void anEnumTakesItsValuesOnly() {
    SettingDefinition choice =
        new SettingDefinition(
            "x", SettingType.ENUM, null, null, null, List.of("g1", "true", "2"), null, false);

    assertThat(choice.textOf("g1")).isEqualTo("g1");
    assertThat(choice.textOf(true)).isEqualTo("true");
    assertThat(choice.textOf(2)).isEqualTo("2");
    for (Object value : List.of("G1", "g1\n", "", 3, List.of("g1"))) {
      assertThatThrownBy(() -> choice.textOf(value))
          .hasMessageContaining("expected one of g1, true, 2");
    }
  }
}
