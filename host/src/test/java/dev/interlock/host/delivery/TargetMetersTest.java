package dev.interlock.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetMetersTest {

  private static final int REST = 3;

  private final Queues fixture = new Queues();
  private final ScriptedTransport transport = ScriptedTransport.holding();

  private double rest(String name) {
    return fixture.meters.get("interlock.delivery." + name).tag("target", "").gauge().value();
  }

  private List<DeliveryQueue> openMoreThanHaveTheirOwn() {
    List<DeliveryQueue> queues = new ArrayList<>();
    for (int i = 0; i < TargetMeters.MOST + REST; i++) {
      queues.add(fixture.open(new Queues.Definition(Durability.MEMORY).named("t" + i), transport));
    }
    return queues;
  }

  @Test
  void soManyTargetsHaveSeriesOfTheirOwnAndTheRestIsOne() {
    List<DeliveryQueue> queues = openMoreThanHaveTheirOwn();
    int series = fixture.meters.getMeters().size();
    for (int i = TargetMeters.MOST; i < queues.size(); i++) {
      fixture.enqueue(queues.get(i), Queues.delivery("1"));
    }

    assertThat(rest("in.flight")).isEqualTo(REST);
    assertThat(rest("waiting")).isEqualTo(REST);
    for (int i = 0; i < REST; i++) {
      transport.end(ScriptedTransport.delivered());
    }
    assertThat(
            fixture
                .meters
                .get("interlock.delivery.attempts")
                .tags("target", "", "result", "delivered")
                .counter()
                .count())
        .isEqualTo(REST);
    assertThat(rest("in.flight")).isZero();
    assertThat(fixture.meters.getMeters().size())
        .as("one more, for what ended")
        .isEqualTo(series + 1);
  }

  @Test
  void aTargetThatGoesMakesRoom() {
    List<DeliveryQueue> queues = openMoreThanHaveTheirOwn();

    queues.getFirst().close();
    fixture.advance(Duration.ofMinutes(2));
    fixture.open(new Queues.Definition(Durability.MEMORY).named("late"), transport);

    assertThat(
            fixture.meters.find("interlock.delivery.waiting").tag("target", "testing/t0").gauges())
        .isEmpty();
    assertThat(
            fixture
                .meters
                .find("interlock.delivery.waiting")
                .tag("target", "testing/late")
                .gauges())
        .hasSize(1);
  }
}
