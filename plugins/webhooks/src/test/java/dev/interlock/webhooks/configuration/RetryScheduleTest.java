package dev.interlock.webhooks.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.webhooks.configuration.RetrySchedule.Delays;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {

  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(
          6,
          Duration.ofMinutes(5),
          new Delays(Duration.ofSeconds(1), 2, Duration.ofSeconds(10), 0.2));

  @ParameterizedTest
  @CsvSource({"2, 1", "3, 2", "4, 4", "5, 8", "6, 10", "100, 10", "1000, 10"})
  void delaysGrowByTheFactorUpToTheLongest(int number, int seconds) {
    assertThat(SCHEDULE.delayBefore(number, 0.5)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void jitterShortensOrLengthensByItsShare() {
    assertThat(SCHEDULE.delayBefore(2, 0)).isEqualTo(Duration.ofMillis(800));
    assertThat(SCHEDULE.delayBefore(2, 1)).isEqualTo(Duration.ofMillis(1200));
  }

  @Test
  void allowsAsManyTriesAsSaid() {
    assertThat(SCHEDULE.allows(6)).isTrue();
    assertThat(SCHEDULE.allows(7)).isFalse();
  }
}
