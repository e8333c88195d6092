package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.Json;
import dev.interlock.api.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DispatchRegistryTest {

  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final DispatchRegistry registry = new DispatchRegistry(2, () -> now);

  private RecordedEvents.Running track(String id) {
    RecordedEvents.Running running = new RecordedEvents.Running(id);
    registry.track("measure", running);
    return running;
  }

  @Test
  void forgetsThoseThatEndedFirstWhenFull() {
    track("a").complete();
    track("b").complete();
    track("c");

    assertThat(registry.find("a")).isEmpty();
    assertThat(registry.find("b")).isPresent();
    assertThat(registry.find("c")).isPresent();
  }

  @Test
  void forgetsSomeTimeAfterTheEnd() {
    RecordedEvents.Running running = track("a");
    now = now.plus(Duration.ofHours(1));
    assertThat(registry.find("a")).isPresent();
    running.complete();
    now = now.plus(DispatchRegistry.RETENTION);
    assertThat(registry.find("a")).isPresent();
    now = now.plusMillis(1);

    assertThat(registry.find("a")).isEmpty();
  }

  @Test
  void refusesMoreThanMayRun() {
    track("a");
    RecordedEvents.Running second = track("b");

    assertThatExceptionOfType(RefusedException.class).isThrownBy(registry::requireRoom);
    second.complete();
    registry.requireRoom();
    assertThat(registry.find("a")).isPresent();
  }

  @Test
  void keepsNoMoreThanItsBytesOfReplies() {
    DispatchRegistry large = new DispatchRegistry(100, () -> now);
    for (int i = 0; i < 10; i++) {
      RecordedEvents.Running running = new RecordedEvents.Running("r" + i);
      large.track("measure", running);
      running.done.complete(
          new DispatchReply.Completed(
              "r" + i,
              List.of(
                  new DispatchReply.ConnectorResult(
                      "tuning", new Json(new byte[(int) DispatchRegistry.MOST_KEPT / 4])))));
    }

    assertThat(large.find("r6")).isEmpty();
    assertThat(large.find("r7")).isPresent();
    assertThat(large.find("r9")).isPresent();
  }

  @Test
  void ofWhatHasEndedTheReplyAloneIsKept() {
    RecordedEvents.Running running = track("a");
    running.complete();

    assertThat(registry.find("a").orElseThrow().handle()).isNotSameAs(running);
    assertThat(registry.find("a").orElseThrow().reply()).contains(running.done.join());
  }
}
