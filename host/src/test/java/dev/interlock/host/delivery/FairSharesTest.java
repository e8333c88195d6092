package dev.interlock.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class FairSharesTest {

  @Property
  void nobodyGetsTooMuchAndNothingIsLeftThatIsWanted(
      @ForAll @Size(max = 50) List<@IntRange(max = 1_000) Integer> wanted,
      @ForAll @IntRange(max = 20_000) int total) {
    int[] wants = wanted.stream().mapToInt(each -> each).toArray();
    int[] shares = FairShares.divide(wants, total);

    for (int i = 0; i < wants.length; i++) {
      assertThat(shares[i]).isBetween(0, wants[i]);
    }
    assertThat(Arrays.stream(shares).sum()).isEqualTo(Math.min(total, Arrays.stream(wants).sum()));
  }

  @Property
  void whoeverWantsMoreNeverGetsLessButForOne(
      @ForAll @Size(min = 2, max = 20) List<@IntRange(max = 100) Integer> wanted,
      @ForAll @IntRange(max = 1_000) int total) {
    int[] wants = wanted.stream().mapToInt(each -> each).toArray();
    int[] shares = FairShares.divide(wants, total);

    for (int i = 0; i < wants.length; i++) {
      for (int j = 0; j < wants.length; j++) {
        if (wants[i] >= wants[j]) {
          assertThat(shares[i]).isGreaterThanOrEqualTo(shares[j] - 1);
        }
      }
    }
  }
}
