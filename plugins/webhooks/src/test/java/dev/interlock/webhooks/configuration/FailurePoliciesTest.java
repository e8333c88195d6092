package dev.interlock.webhooks.configuration;

import static dev.interlock.webhooks.support.SettingsReader.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.FailurePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailurePoliciesTest {

  private static FailurePolicies onFailure(String value) {
    return webhook("events: 'before:adjust', on_failure: " + value).asking().onFailure();
  }

  @ParameterizedTest
  @EnumSource(value = FailureCause.class, mode = EnumSource.Mode.EXCLUDE, names = "MALFORMED")
  void everyCauseFailsUnlessSaid(FailureCause cause) {
    assertThat(webhook("events: 'before:adjust'").asking().onFailure().policyFor(cause))
        .isEqualTo(FailurePolicy.FAIL);
  }

  @ParameterizedTest
  @EnumSource(value = FailureCause.class, mode = EnumSource.Mode.EXCLUDE, names = "MALFORMED")
  void aWordIsForEveryCause(FailureCause cause) {
    assertThat(onFailure("'proceed'").policyFor(cause)).isEqualTo(FailurePolicy.PROCEED);
  }

  @Test
  void aBrokenVetoCancelsUnlessItIsNamed() {
    assertThat(onFailure("'proceed'").policyFor(FailureCause.MALFORMED))
        .isEqualTo(FailurePolicy.CANCEL);
    assertThat(onFailure("{malformed: 'proceed'}").policyFor(FailureCause.MALFORMED))
        .isEqualTo(FailurePolicy.PROCEED);
  }

  @ParameterizedTest
  @EnumSource(FailureCause.class)
  void eachCauseCanBeNamed(FailureCause cause) {
    FailurePolicies policies = onFailure("{'" + cause + "': 'cancel', malformed: 'cancel'}");

    assertThat(policies.policyFor(cause)).isEqualTo(FailurePolicy.CANCEL);
    if (cause != FailureCause.DEFAULT) {
      assertThat(policies.policyFor(FailureCause.DEFAULT)).isEqualTo(FailurePolicy.FAIL);
    }
  }

  @Test
  void theModeIsWhatTheDefaultSays() {
    assertThat(onFailure("'fail'").mode()).isEqualTo("fail-closed");
    assertThat(onFailure("'proceed'").mode()).isEqualTo("fail-open");
    assertThat(onFailure("{timeout: 'proceed'}").mode()).isEqualTo("fail-closed");
  }
}
