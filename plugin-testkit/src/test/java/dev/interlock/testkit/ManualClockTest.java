package dev.interlock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  @Test
  void tellsOfEachMoveOnceItHasMoved() {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    List<Instant> seen = new ArrayList<>();
    try (Registration _ = clock.onMove(() -> seen.add(clock.instant()))) {
      clock.advance(Duration.ofDays(3));
      clock.set(Instant.EPOCH);
    }
    clock.advance(Duration.ofDays(1));

    assertThat(seen).containsExactly(Instant.EPOCH.plus(Duration.ofDays(3)), Instant.EPOCH);
  }
}
