package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.assembly.GapLog.End;
import org.junit.jupiter.api.Test;

/// The log finds what was planted.
class GapLogTest {

  private final GapLog log = new GapLog();

  private void finds(String what) {
    assertThat(log.violations(false)).singleElement().asString().contains(what);
  }

  @Test
  void whatIsRightIsNoViolation() {
    log.asked(1, 10);
    log.told(1, "a", 12);
    log.ended(1, End.COMPLETED, "200", 20, false);
    log.asked(3, 10);
    log.ended(3, End.CANCELLED, "409", 20, false);
    log.ended(4, End.REFUSED, "starting", 20, false);
    log.ended(5, End.UNANSWERED, "reset", 20, true);

    assertThat(log.violations(false)).isEmpty();
    assertThat(log.untold()).isZero();
  }

  @Test
  void anEventThatPassedUnaskedIsFound() {
    log.told(1, "a", 12);
    log.ended(1, End.COMPLETED, "200", 20, false);

    finds("completed unasked");
  }

  @Test
  void anEventThatWasAskedAfterItsAnswerIsFound() {
    log.asked(1, 30);
    log.told(1, "a", 12);
    log.ended(1, End.COMPLETED, "200", 20, false);

    finds("completed unasked");
  }

  @Test
  void anEventThatPassedUnstoredIsFound() {
    log.asked(1, 10);
    log.ended(1, End.COMPLETED, "200", 20, false);

    assertThat(log.untold()).isEqualTo(1);
    finds("never told");
  }

  @Test
  void aVetoThatWasLostIsFound() {
    log.asked(3, 10);
    log.told(3, "a", 12);
    log.ended(3, End.COMPLETED, "200", 20, false);

    finds("in spite of a veto");
  }

  @Test
  void aRefusedOneThatWasAskedIsFound() {
    log.asked(1, 10);
    log.ended(1, End.REFUSED, "stopping", 20, false);

    finds("refused, and asked");
  }

  @Test
  void aRepeatWithoutAKillIsFound() {
    log.asked(1, 10);
    log.told(1, "a", 12);
    log.told(1, "a", 13);
    log.ended(1, End.COMPLETED, "200", 20, false);

    finds("told twice");
    assertThat(log.violations(true)).isEmpty();
  }

  @Test
  void aRepeatUnderAnotherIdIsFound() {
    log.asked(1, 10);
    log.told(1, "a", 12);
    log.told(1, "b", 13);
    log.ended(1, End.COMPLETED, "200", 20, true);

    assertThat(log.violations(true)).singleElement().asString().contains("several ids");
  }

  @Test
  void anAnswerThatWasOwedIsFound() {
    log.asked(1, 10);
    log.ended(1, End.UNANSWERED, "reset", 20, false);

    finds("not answered");
  }
}
