package dev.interlock.host.bus.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CronTimesTest {

  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  /// 2:00 to 3:00 is skipped, at 07:00 UTC.
  private static final Instant BEFORE_THE_GAP = Instant.parse("2026-03-08T05:00:00Z");

  /// 1:00 to 2:00 comes twice, from 05:00 to 07:00 UTC.
  private static final Instant BEFORE_THE_OVERLAP = Instant.parse("2026-11-01T04:00:00Z");

  private static List<String> next(int count, String cron, Instant now) {
    CronTimes times = CronTimes.parse(cron);
    return Stream.iterate(now, each -> times.next(each, NEW_YORK).orElseThrow())
        .skip(1)
        .limit(count)
        .map(Instant::toString)
        .toList();
  }

  @Test
  void aTimeThatTheClockSkipsComesAtTheEndOfTheGap() {
    assertThat(next(3, "30 2 * * *", BEFORE_THE_GAP.minusSeconds(24 * 3600)))
        .containsExactly("2026-03-07T07:30:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z");
  }

  @Test
  void severalThatTheClockSkipsComeOnce() {
    assertThat(next(3, "0,30 2,3 * * *", BEFORE_THE_GAP))
        .containsExactly("2026-03-08T07:00:00Z", "2026-03-08T07:30:00Z", "2026-03-09T06:00:00Z");
  }

  @Test
  void aTimeThatTheClockShowsTwiceComesTheFirstTime() {
    assertThat(next(2, "30 1 * * *", BEFORE_THE_OVERLAP))
        .containsExactly("2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z");
    assertThat(next(1, "30 1 * * *", Instant.parse("2026-11-01T06:15:00Z")))
        .containsExactly("2026-11-02T06:30:00Z");
  }

  @Test
  void whatIsDueEveryHourGoesOnEvenly() {
    assertThat(next(4, "30 * * * *", BEFORE_THE_OVERLAP))
        .containsExactly(
            "2026-11-01T04:30:00Z",
            "2026-11-01T05:30:00Z",
            "2026-11-01T06:30:00Z",
            "2026-11-01T07:30:00Z");
    assertThat(next(3, "0 */1 * * *", BEFORE_THE_GAP))
        .containsExactly("2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z", "2026-03-08T08:00:00Z");
    assertThat(next(3, "*/20 * * * *", Instant.parse("2026-03-08T06:30:00Z")))
        .containsExactly("2026-03-08T06:40:00Z", "2026-03-08T07:00:00Z", "2026-03-08T07:20:00Z");
  }

  @Test
  void theTwentyNinthOfFebruaryComes() {
    assertThat(next(1, "0 0 29 2 *", Instant.parse("2097-03-01T00:00:00Z")))
        .containsExactly("2104-02-29T05:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *"})
  void aDateThatNeverComesIsRefused(String cron) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CronTimes.parse(cron))
        .withMessage("no such date ever comes");
  }
}
