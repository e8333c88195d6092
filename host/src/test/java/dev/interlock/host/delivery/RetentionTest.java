package dev.interlock.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.interlock.api.delivery.Deliveries;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How long what has ended is kept.
class RetentionTest {

  private static final Duration BETWEEN_RUNS = Duration.ofSeconds(70);

  private final Queues fixture = new Queues();

  @BeforeEach
  void open() {
    fixture.open(Queues.durable().named("a"), ScriptedTransport.delivering());
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Deliveries of(String connector) {
    return fixture.deliveries(connector);
  }

  private Duration kept() {
    int before = fixture.store.retentions.size();
    fixture.advance(BETWEEN_RUNS);
    assertThat(fixture.store.retentions.size()).isGreaterThan(before);
    return fixture.store.retentions.getLast();
  }

  @Test
  void isThirtyDaysUnlessSomebodySaysSo() {
    assertThat(kept()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void isWhatTheOnlyOneSaysEvenIfThatIsLess() {
    of("webhooks").retain(Duration.ofDays(7));

    assertThat(kept()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void isTheLongestThatAConnectorAsksForAndEachSaysItLast() {
    of("webhooks").retain(Duration.ofDays(7));
    of("amqp").retain(Duration.ofDays(90));
    assertThat(kept()).isEqualTo(Duration.ofDays(90));

    of("amqp").retain(Duration.ofDays(1));
    assertThat(kept()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void changesWithTheSectionThatIsInForce() {
    ConnectorTargets first = fixture.queues.stage("webhooks");
    first.services().retain(Duration.ofDays(7));
    assertThat(kept()).isEqualTo(Duration.ofDays(30));
    first.open(null);
    assertThat(kept()).isEqualTo(Duration.ofDays(7));

    ConnectorTargets withoutOne = fixture.queues.stage("webhooks");
    withoutOne.open(first);
    assertThat(kept()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void isMoreThanNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("webhooks").retain(Duration.ZERO))
        .withMessageContaining("expected a retention of more than 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("webhooks").retain(Duration.ofDays(-1)));
    assertThat(kept()).isEqualTo(Duration.ofDays(30));
  }
}
