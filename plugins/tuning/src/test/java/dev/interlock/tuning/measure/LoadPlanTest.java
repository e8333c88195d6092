package dev.interlock.tuning.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.InvalidInputException.Violation;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadPlanTest {

  private static LoadPlan plan(double rate, String warmup, String duration) {
    return new LoadPlan(
        rate, 1, Duration.parse(warmup), Duration.parse(duration), Duration.ofSeconds(1));
  }

  @Test
  void requestsAreDueEvenlyFromTheStart() {
    LoadPlan plan = plan(200, "PT0S", "PT5S");

    assertThat(plan.dueAt(0)).isZero();
    assertThat(plan.dueAt(1)).isEqualTo(5_000_000);
    assertThat(plan.dueAt(999)).isEqualTo(4_995_000_000L);
    assertThat(plan.totalRequests()).isEqualTo(1000);
  }

  @Test
  void warmupRequestsAreNotRecorded() {
    LoadPlan plan = plan(10, "PT2S", "PT5S");

    assertThat(plan.warmupRequests()).isEqualTo(20);
    assertThat(plan.recordedRequests()).isEqualTo(50);
    assertThat(plan.dueAt(plan.warmupRequests())).isEqualTo(Duration.ofSeconds(2).toNanos());
  }

  @ParameterizedTest
  @CsvSource({
    "0.5,PT5S,3",
    "3,PT1S,3",
    "7,PT1S,7",
    "0.1,PT1S,1",
    "333.333333,PT3S,1000",
    "20000,PT24H,1728000000"
  })
  void whatIsDueBeforeTheEndIsCountedToTheRequest(double rate, String duration, long due) {
    LoadPlan plan = plan(rate, "PT0S", duration);

    assertThat(plan.totalRequests()).isEqualTo(due);
    assertThat(plan.dueAt(due - 1)).isLessThan(plan.recordUntil());
    assertThat(plan.dueAt(due)).isGreaterThanOrEqualTo(plan.recordUntil() - 1_000_000);
  }

  @Test
  void theControlOverridesTheFile() {
    Control control =
        new Control(Duration.ofSeconds(1), null, null, null, new Load("600/m", 3), null);

    LoadPlan plan = LoadPlan.of(MeasureSettings.DEFAULT, control);

    assertThat(plan)
        .isEqualTo(
            new LoadPlan(10, 3, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2)));
    assertThat(LoadPlan.of(MeasureSettings.DEFAULT, Control.DEFAULT))
        .isEqualTo(
            new LoadPlan(200, 16, Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(2)));
  }

  @Test
  void whatCannotBeDoneIsNamedByItsField() {
    assertThat(violations(new Control(Duration.ZERO, null, null, null, null, null)))
        .containsExactly("control.duration");
    assertThat(
            violations(
                new Control(
                    null, Duration.ofDays(2), Duration.ofDays(2), Duration.ofDays(2), null, null)))
        .containsExactly("control.warmup", "control.delay", "control.settlement");
    assertThat(violations(new Control(null, null, null, null, new Load("0/s", null), null)))
        .containsExactly("control.load.rate");
    assertThat(violations(new Control(null, null, null, null, new Load("30000/s", null), null)))
        .containsExactly("control.load.rate");
    assertThat(
            violations(
                new Control(
                    Duration.ofHours(24), null, null, null, new Load("20000/s", null), Map.of())))
        .containsExactly("control.duration");
    assertThat(violations(Control.DEFAULT)).isEmpty();
  }

  private static Iterable<String> violations(Control control) {
    return LoadPlan.violations(MeasureSettings.DEFAULT, control).stream()
        .map(Violation::path)
        .toList();
  }
}
