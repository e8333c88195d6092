package dev.interlock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {

  @Test
  void standsStillUntilItIsMoved() {
    ManualClock clock = new ManualClock(Instant.EPOCH);

    assertThat(clock.instant()).isEqualTo(clock.instant()).isEqualTo(Instant.EPOCH);
    assertThat(clock.advance(Duration.ofSeconds(3))).isEqualTo(Instant.ofEpochSecond(3));
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(3));
    clock.set(Instant.MIN);
    assertThat(clock.instant()).isEqualTo(Instant.MIN);
  }
}
