package dev.interlock.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.host.delivery.DeliveryStore.TargetRecord;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class BreakerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(17);

  private final Breaker breaker = new Breaker();
  private Instant now = Instant.parse("2026-11-22T23:00:00Z");

  private void fail(int times, Duration apart) {
    for (int i = 0; i < times; i++) {
      var _ = breaker.observed(false, now);
      now = now.plus(apart);
    }
  }

  private void open() {
    fail(10, Duration.ofMillis(200));
    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void opensOnTenFailuresInARow() {
    fail(9, Duration.ofMillis(200));
    assertThat(breaker.isOpen()).isFalse();

    assertThat(breaker.observed(false, now)).isEqualTo(Breaker.Change.OPENED);

    assertThat(breaker.admit(now, PATIENCE)).isFalse();
  }

  @Test
  void oneSuccessBetweenThemKeepsItClosed() {
    fail(9, Duration.ofMillis(200));
    var _ = breaker.observed(true, now);
    fail(9, Duration.ofMillis(200));

    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void manyFailuresOfOneMomentOpenNothing() {
    fail(100, Duration.ZERO);
    assertThat(breaker.isOpen()).isFalse();

    now = now.plusSeconds(1);
    fail(1, Duration.ZERO);

    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void letsOneProbeThroughAtATime() {
    open();
    now = now.plusSeconds(5);

    assertThat(breaker.admit(now, PATIENCE)).isTrue();
    assertThat(breaker.admit(now, PATIENCE)).isFalse();
    assertThat(breaker.level()).isEqualTo(1);
    assertThat(breaker.observed(true, now)).isEqualTo(Breaker.Change.RECOVERED);
    assertThat(breaker.admit(now, PATIENCE)).isTrue();
  }

  @Test
  void aProbeThatIsNeverHeardOfIsFollowedByAnother() {
    open();
    now = now.plusSeconds(5);
    assertThat(breaker.admit(now, PATIENCE)).isTrue();

    now = now.plus(PATIENCE);

    assertThat(breaker.admit(now, PATIENCE)).isTrue();
  }

  @Test
  void staysOpenTwiceAsLongAfterEachFailedProbeUpToAMinute() {
    open();
    now = now.minusMillis(200);
    for (int seconds : new int[] {5, 10, 20, 40, 60, 60}) {
      assertThat(breaker.until()).isEqualTo(now.plusSeconds(seconds));
      now = now.plusSeconds(seconds);
      assertThat(breaker.admit(now, PATIENCE)).isTrue();
      var _ = breaker.observed(false, now);
    }
  }

  @Test
  void sharesItsStateAndTakesOverThatOfOthers() {
    open();
    TargetRecord shared = breaker.onto(TargetRecord.unknown("a/b"));
    assertThat(shared.openUntil()).isEqualTo(breaker.until());
    assertThat(shared.openings()).isEqualTo(1);
    assertThat(breaker.onto(shared)).isSameAs(shared);

    Breaker other = new Breaker();
    other.merge(shared);
    assertThat(other.isOpen()).isTrue();
    assertThat(other.until()).isEqualTo(breaker.until());

    other.merge(shared.withBreaker(null, 0));
    assertThat(other.isOpen()).isFalse();
  }

  @Test
  void whatIsNotYetSharedIsNotOverwritten() {
    open();

    breaker.merge(TargetRecord.unknown("a/b"));

    assertThat(breaker.isOpen()).isTrue();
  }
}
