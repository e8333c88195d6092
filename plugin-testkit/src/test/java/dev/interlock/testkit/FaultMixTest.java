package dev.interlock.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.interlock.testkit.ReceivedRequest.Head;
import dev.interlock.testkit.ReceivedRequest.Header;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultMixTest {

  private static final Reply DOWN = Reply.status(503);
  private static final Reply RESET = new Reply.Reset();

  @Test
  void aSeedIsAScript() {
    List<Reply> once = draws(FaultMix.seeded(7).with(0.5, DOWN));
    assertThat(draws(FaultMix.seeded(7).with(0.5, DOWN))).isEqualTo(once);
    assertThat(draws(FaultMix.seeded(8).with(0.5, DOWN))).isNotEqualTo(once);
  }

  @Test
  void sharesAreWhatWasAskedFor() {
    List<Reply> draws = draws(FaultMix.seeded(1).with(0.2, DOWN).with(0.1, RESET));

    assertThat(draws.stream().filter(DOWN::equals).count()).isCloseTo(2_000, within(200L));
    assertThat(draws.stream().filter(RESET::equals).count()).isCloseTo(1_000, within(200L));
  }

  @Test
  void anotherTryMeetsSomethingElse() {
    FaultMix mix = FaultMix.seeded(1).with(0.5, DOWN);
    long changed =
        IntStream.range(0, 1_000)
            .filter(i -> !mix.apply(request(i, 1)).equals(mix.apply(request(i, 2))))
            .count();
    assertThat(changed).isGreaterThan(300);
  }

  @Test
  void moreThanEverythingCannotBeShared() {
    FaultMix half = FaultMix.seeded(1).with(0.5, DOWN);
    assertThatThrownBy(() -> half.with(0.6, RESET)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Reply> draws(FaultMix mix) {
    return IntStream.range(0, 10_000)
        .mapToObj(i -> mix.apply(request(i, 1)))
        .map(reply -> reply instanceof Reply.Answer answer && answer.status() == 503 ? DOWN : reply)
        .toList();
  }

  private static ReceivedRequest request(int sequence, int attempt) {
    return new ReceivedRequest(
        1,
        new Head(
            "POST", "/hook", List.of(new Header("webhook-attempt", Integer.toString(attempt)))),
        ("{\"key\":\"a\",\"sequence\":" + sequence + "}").getBytes(UTF_8));
  }
}
