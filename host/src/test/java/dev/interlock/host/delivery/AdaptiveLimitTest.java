package dev.interlock.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AdaptiveLimitTest {

  private final AdaptiveLimit limit = new AdaptiveLimit(16);
  private long now = 1;

  private void answers(int number, long millis) {
    for (int i = 0; i < number; i++) {
      now += TimeUnit.MILLISECONDS.toNanos(millis) / 16 + 1;
      limit.answered(now, TimeUnit.MILLISECONDS.toNanos(millis), 16);
    }
  }

  @Test
  void beginsWithAllOfItAndKeepsItWhileAnswersAreAlike() {
    answers(1_000, 2_000);

    assertThat(limit.current()).isEqualTo(16);
  }

  @Test
  void shrinksWhileTheTargetIsSlowerThanItsBestAndGrowsAgain() {
    answers(100, 10);
    answers(2_000, 1_000);
    assertThat(limit.current()).isLessThan(6);

    answers(500, 10);

    assertThat(limit.current()).isEqualTo(16);
  }

  @Test
  void neverBelowOne() {
    answers(100, 10);
    for (int i = 0; i < 100; i++) {
      now += 1_000_000_000L;
      limit.overloaded(now);
    }

    assertThat(limit.current()).isEqualTo(1);
  }

  @Test
  void aFewMillisecondsAreNoSlowness() {
    answers(100, 1);
    answers(1_000, 30);

    assertThat(limit.current()).isEqualTo(16);
  }

  @Test
  void whatIsSlowForGoodBecomesItsMeasure() {
    answers(100, 10);
    answers(20_000, 1_000);

    assertThat(limit.current()).isEqualTo(16);
  }

  @Test
  void anotherMostCountsAtOnce() {
    limit.most(4);
    assertThat(limit.current()).isEqualTo(4);

    limit.most(32);
    assertThat(limit.current()).isEqualTo(32);
  }
}
