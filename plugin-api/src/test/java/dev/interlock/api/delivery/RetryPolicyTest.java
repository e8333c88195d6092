package dev.interlock.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.delivery.RetryPolicy.Delays;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

  private static final RetryPolicy POLICY =
      new RetryPolicy(
          6,
          Duration.ofMinutes(5),
          new Delays(Duration.ofSeconds(1), 2, Duration.ofSeconds(10), 0.2));

  @ParameterizedTest
  @CsvSource({"2, 1", "3, 2", "4, 4", "5, 8", "6, 10", "100, 10", "1000, 10", "2000000000, 10"})
  void delaysGrowByTheFactorUpToTheLongest(int number, int seconds) {
    assertThat(POLICY.delayBefore(number, 0.5)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void jitterShortensOrLengthensByItsShare() {
    assertThat(POLICY.delayBefore(2, 0)).isEqualTo(Duration.ofMillis(800));
    assertThat(POLICY.delayBefore(2, 1)).isEqualTo(Duration.ofMillis(1200));
  }

  @Test
  void allowsAsManyTriesAsSaid() {
    assertThat(POLICY.allows(6)).isTrue();
    assertThat(POLICY.allows(7)).isFalse();
    assertThatThrownBy(() -> new RetryPolicy(0, Duration.ofMinutes(5), POLICY.delays()))
        .hasMessageContaining("found maxTries 0");
  }
}
