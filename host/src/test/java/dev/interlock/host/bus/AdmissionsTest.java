package dev.interlock.host.bus;

import static dev.interlock.host.bus.BusFixture.GREET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.Decision;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.api.RefusedException;
import dev.interlock.host.bus.BusFixture.Plain;
import dev.interlock.host.bus.BusFixture.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class AdmissionsTest {

  private final BusFixture fixture = new BusFixture();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private volatile Optional<String> refusal = Optional.empty();

  @Test
  void whatCouldNotBeKeptIsRefusedBeforeAnybodyIsAsked() {
    fixture.shop.before(
        GREET,
        _ -> {
          seen.add("before");
          return Decision.proceed();
        });
    fixture.shop.on(
        GREET,
        _ -> {
          seen.add("on");
          return new Receipt("");
        });
    fixture.shop.after(
        GREET, _ -> seen.add("after"), HandlerOptions.named("ledger").admittedBy(_ -> refusal));

    refusal = Optional.of("the disk is full");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> fixture.shop.publish(GREET, new Plain("Ada")))
        .withMessage("greet: shop/ledger: the disk is full")
        .satisfies(
            refused -> assertThat(refused.code()).isEqualTo(RefusedException.Code.NOT_STORED));
    assertThat(seen).isEmpty();
    assertThat(fixture.bus.inFlight()).isZero();

    refusal = Optional.empty();
    assertThat(fixture.shop.publish(GREET, new Plain("Ada"))).isInstanceOf(Completed.class);
    assertThat(seen).containsExactly("before", "on", "after");
  }
}
